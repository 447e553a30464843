namespace ActiveActive.Crdts;

/// <summary>Caps on what a decoder accepts, so that foreign bytes cannot exhaust memory or stack.</summary>
public sealed record CrdtLimits
{
    /// <summary>The defaults.</summary>
    public static CrdtLimits Default { get; } = new();

    /// <summary>Longest encoding in bytes. Default 1 MiB, what one hub event carries.</summary>
    public int MaxBytes { get; init; } = 1 << 20;

    /// <summary>Longest single text or byte value in bytes. Default 256 KiB.</summary>
    public int MaxValueBytes { get; init; } = 256 << 10;

    /// <summary>Most entries of one collection. Default 65 536.</summary>
    public int MaxCount { get; init; } = 65_536;

    /// <summary>Deepest nesting of maps. Default 16.</summary>
    public int MaxDepth { get; init; } = 16;
}
