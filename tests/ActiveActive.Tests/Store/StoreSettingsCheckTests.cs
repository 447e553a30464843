using ActiveActive.Store;

namespace ActiveActive.Tests.Store;

/// <summary>G1, S2: acknowledged means durable, so a server that cannot promise it is refused.</summary>
public sealed class StoreSettingsCheckTests
{
    [Theory]
    [InlineData(StoreServerKind.Redis, "appendonly=no", StoreDurability.None)]
    [InlineData(StoreServerKind.Redis, "appendonly=yes appendfsync=everysec", StoreDurability.ProcessDeath)]
    [InlineData(StoreServerKind.Redis, "appendonly=yes appendfsync=always", StoreDurability.PowerLoss)]
    [InlineData(StoreServerKind.Garnet, "appendonly=no", StoreDurability.None)]
    [InlineData(StoreServerKind.Garnet, "appendonly=yes aof-commit-wait=no", StoreDurability.None)]
    [InlineData(StoreServerKind.Garnet, "appendonly=yes aof-commit-wait=yes", StoreDurability.PowerLoss)]
    [InlineData(StoreServerKind.Redis, "", StoreDurability.None)]
    public void Durability_BySettings_IsJudged(StoreServerKind kind, string settings, StoreDurability expected) =>
        Assert.Equal(expected, StoreSettingsCheck.Durability(Facts(kind, settings)));

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public void Refusal_ServerEvicts_NamesTheSetting(string policy)
    {
        var refusal = StoreSettingsCheck.Refusal(Facts(StoreServerKind.Redis, $"appendonly=yes appendfsync=always maxmemory-policy={policy}"), StoreDurability.None);

        Assert.NotNull(refusal);
        Assert.Contains(policy, refusal, StringComparison.Ordinal);
        Assert.Contains("noeviction", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_LessDurableThanNeeded_NamesTheRemedy()
    {
        var refusal = StoreSettingsCheck.Refusal(Facts(StoreServerKind.Redis, "appendonly=yes appendfsync=everysec"), StoreDurability.PowerLoss);

        Assert.NotNull(refusal);
        Assert.Contains("appendfsync always", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_DurableEnough_IsNone() =>
        Assert.Null(StoreSettingsCheck.Refusal(Facts(StoreServerKind.Redis, "appendonly=yes appendfsync=always maxmemory-policy=noeviction"), StoreDurability.PowerLoss));

    private static StoreServerFacts Facts(StoreServerKind kind, string settings) => new(kind, "1", "run",
        settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal));
}
