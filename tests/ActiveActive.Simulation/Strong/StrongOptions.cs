namespace ActiveActive.Simulation.Strong;

/// <summary>What one schedule is made of; everything else follows from the seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Mutant">What is planted.</param>
public sealed record StrongOptions(int Seed, Mutant Mutant = Mutant.None)
{
    /// <summary>Silos per site.</summary>
    public int SilosPerSite { get; init; } = 2;

    /// <summary>Groups: even ones are registers, odd ones counters.</summary>
    public int Groups { get; init; } = 2;

    /// <summary>Clients.</summary>
    public int Clients { get; init; } = 4;

    /// <summary>Simulated time under faults.</summary>
    public TimeSpan Faults { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Simulated time after everything was healed; at its end all must be well again (I9).</summary>
    public TimeSpan Healing { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The arbiter may lose its last transactions, as an embedded one does on power loss. Then only what the stores promise by themselves is checked:
    /// one nonce per epoch (I1), and epochs that never fall (I2).
    /// </summary>
    public bool ArbiterForgets { get; init; }

    /// <summary>Only the link between the sites fails, in one direction or both: then no group may change its holder (S7).</summary>
    public bool OnlyTheSiteLinkFails { get; init; }

    /// <summary>Keeps the events as text.</summary>
    public bool Trace { get; init; }
}
