using ActiveActive.Store;

namespace ActiveActive.Replication;

/// <summary>How replicated state uses a site's store.</summary>
public sealed class ReplicatedStoreOptions
{
    /// <summary>How to reach the store.</summary>
    public ScriptedStoreOptions Connection { get; set; } = new();

    /// <summary>Part of every key; constant for the life of the data.</summary>
    public string ServiceId { get; set; } = "";

    /// <summary>Most writes in one commit. Default 64; 1 to 256.</summary>
    /// <remarks>Larger batches cost less per write and make the first of a batch wait for a longer script.</remarks>
    public int BatchSize { get; set; } = 64;

    /// <summary>Most bytes in one commit, unless one write alone is larger. Default 1 MiB.</summary>
    public int BatchBytes { get; set; } = 1 << 20;

    /// <summary>Most writes that wait for one partition; one more is shed. Default 4,096.</summary>
    public int QueueLength { get; set; } = 4096;

    /// <summary>Largest write, state and pending delta together, in bytes. Default 1 MiB; must not exceed what the hub carries in one event.</summary>
    public int MaxWriteBytes { get; set; } = 1 << 20;
}
