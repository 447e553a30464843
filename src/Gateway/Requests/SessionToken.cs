using System.Buffers.Text;
using System.Security.Cryptography;

namespace ActiveActive.Gateway.Requests;

/// <summary>
/// The token of the header <c>Session</c>: <c>1.</c>, then the session's random id (128 bits, base64url). Opaque to callers.
/// </summary>
/// <remarks>The first part is the version of the format; versions that a session wrote and read will follow the id, separated by dots. Today the
/// token only names the session and promises nothing about what it reads. A token that is missing, malformed or of another version is no
/// error, since a caller cannot repair it: a new one is issued.</remarks>
internal static class SessionToken
{
    private const string Version = "1.";
    private const int IdBytes = 16;
    private static readonly int Length = Version.Length + Base64Url.GetEncodedLength(IdBytes);

    /// <summary>Issues a token of a new session.</summary>
    public static string Issue() => Version + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>The token to answer with: the caller's own when it is a legal one.</summary>
    public static string EchoOrIssue(string? presented) => IsLegal(presented) ? presented! : Issue();

    private static bool IsLegal(string? token) =>
        token is not null && token.Length == Length && token.StartsWith(Version, StringComparison.Ordinal) &&
        Base64Url.IsValid(token.AsSpan(Version.Length));
}
