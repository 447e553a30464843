using System.ComponentModel;

namespace ActiveActive.Silo;

/// <summary>Section <c>Store</c>: the Redis that keeps the grain state of the site.</summary>
public sealed class StoreOptions
{
    /// <summary>Connection string in the syntax of StackExchange.Redis. Required.</summary>
    [Description("connection string of the site's Redis (StackExchange.Redis syntax)")]
    public string ConnectionString { get; set; } = "";

    /// <summary>How long one command may take before its outcome counts as unknown; 100 ms to 1 min, and less than <c>Silo:ResponseTimeout</c>, so that a
    /// grain can still say so to its caller.</summary>
    [Description("how long one command may take before its outcome counts as unknown")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest state of one grain in bytes, read or written; 1 KiB to 64 MiB. A state is rewritten as a whole with each change. The default is above
    /// what the shop's own limits allow: a lower one turns writes near those limits into errors.</summary>
    [Description("largest state of one grain in bytes")]
    public int MaxStateBytes { get; set; } = 16 * 1024 * 1024;
}
