namespace ActiveActive.Protocol.Arbiter;

/// <summary>What every arbiter accepts; the smallest limit of the implementations.</summary>
public static class ArbiterLimits
{
    /// <summary>Most keys of one transaction or read. etcd refuses more than 128 operations by default.</summary>
    public const int MaxKeys = 64;

    /// <summary>Longest key, in characters of printable ASCII without blanks.</summary>
    public const int MaxKeyLength = 200;

    /// <summary>Largest value, in bytes.</summary>
    public const int MaxValueBytes = 16 * 1024;

    /// <summary>Throws unless the text is a legal key.</summary>
    /// <exception cref="ArgumentException">Empty, too long, or not printable ASCII.</exception>
    public static void RequireKey(string key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > MaxKeyLength || key.Any(c => c is <= ' ' or > '~'))
            throw new ArgumentException($"'{key}' is not an arbiter key: 1 to {MaxKeyLength} characters of printable ASCII without blanks.", nameof(key));
    }
}
