namespace ActiveActive.Store;

/// <summary>Judges by a server's settings what may be kept in it. Pure.</summary>
public static class StoreSettingsCheck
{
    /// <summary>What an acknowledged write survives.</summary>
    /// <remarks>Garnet acknowledges before the flush unless <c>aof-commit-wait</c> is on; with a commit period and without the wait it was measured to
    /// lose acknowledged writes when its process was killed. Redis keeps its log in the kernel's hands at <c>appendfsync everysec</c>, which survives the
    /// process and not the power.</remarks>
    public static StoreDurability Durability(StoreServerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Setting("appendonly") != "yes") return StoreDurability.None;
        return facts.Kind switch
        {
            StoreServerKind.Garnet when facts.Setting("aof-commit-wait") == "yes" => StoreDurability.PowerLoss,
            StoreServerKind.Garnet => StoreDurability.None,
            _ => facts.Setting("appendfsync") == "always" ? StoreDurability.PowerLoss : StoreDurability.ProcessDeath,
        };
    }

    /// <summary>Why this server must not hold state that needs <paramref name="needed"/>; null when it may. The text names setting, value and remedy.</summary>
    public static string? Refusal(StoreServerFacts facts, StoreDurability needed)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var eviction = facts.Setting("maxmemory-policy");
        if (eviction is not ("" or "noeviction"))
            return $"its maxmemory-policy is '{eviction}': a full store would forget state silently. Set 'maxmemory-policy noeviction'.";
        var durability = Durability(facts);
        if (durability >= needed) return null;
        var remedy = (facts.Kind, needed) switch
        {
            (StoreServerKind.Garnet, _) => "start it with --aof --aof-commit-freq 0 --aof-commit-wait",
            (_, StoreDurability.PowerLoss) => "set 'appendonly yes' and 'appendfsync always'",
            _ => "set 'appendonly yes'",
        };
        return $"its acknowledged writes survive {Name(durability)}, and {Name(needed)} is needed (appendonly '{facts.Setting("appendonly")}', "
            + $"appendfsync '{facts.Setting("appendfsync")}', aof-commit-wait '{facts.Setting("aof-commit-wait")}'): {remedy}.";
    }

    private static string Name(StoreDurability durability) => durability switch
    {
        StoreDurability.PowerLoss => "a loss of power",
        StoreDurability.ProcessDeath => "the death of its process only",
        _ => "nothing",
    };
}
