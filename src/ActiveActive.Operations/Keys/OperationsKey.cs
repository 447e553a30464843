using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ActiveActive.Operations;

/// <summary>
/// The secret that guards admin, dashboard and fault endpoints. Every process that is given the same key accepts the same bearer token and
/// the same browser cookie.
/// </summary>
/// <remarks>16 to 256 visible ASCII characters. Immutable; safe for concurrent use. Comparisons take the same time whatever is presented,
/// because digests of equal length are compared and not the texts.</remarks>
public sealed class OperationsKey
{
    /// <summary>Fewest characters of a legal key.</summary>
    public const int MinLength = 16;

    /// <summary>Most characters of a legal key.</summary>
    public const int MaxLength = 256;

    /// <summary>Name of the cookie a browser gets after it has shown the key once.</summary>
    public const string CookieName = "aa-key";

    private const int GeneratedBytes = 32;
    private static readonly byte[] CookieContext = "activeactive operations cookie v1"u8.ToArray();

    private readonly byte[] _digest;
    private readonly byte[] _cookieDigest;

    private OperationsKey(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Text = text;
        CookieValue = Base64Url.EncodeToString(HMACSHA256.HashData(bytes, CookieContext));
        _digest = SHA256.HashData(bytes);
        _cookieDigest = SHA256.HashData(Encoding.ASCII.GetBytes(CookieValue));
    }

    /// <summary>The key itself, for a caller that has to present it. Never logged.</summary>
    public string Text { get; }

    /// <summary>What the cookie carries: derived from the key, from which the key cannot be told.</summary>
    public string CookieValue { get; }

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is not a legal key. The message does not repeat it.</exception>
    public static OperationsKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is < MinLength or > MaxLength || text.Any(c => c is <= ' ' or >= '\x7f'))
            throw new FormatException($"a key is {MinLength} to {MaxLength} visible ASCII characters without spaces.");
        return new OperationsKey(text);
    }

    /// <summary>Makes a new key from 256 bits of cryptographic randomness.</summary>
    public static OperationsKey Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(GeneratedBytes)));

    /// <summary>True when what a caller presents is the key.</summary>
    public bool Matches(string? presented) => Same(presented, _digest);

    /// <summary>True when what a browser presents is the cookie this key gives out.</summary>
    public bool MatchesCookie(string? presented) => Same(presented, _cookieDigest);

    /// <summary>Does not show the key.</summary>
    public override string ToString() => "(operations key)";

    private static bool Same(string? presented, byte[] digest) =>
        presented is { Length: <= MaxLength } &&
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), digest);
}
