using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace ActiveActive.Gateway.Requests;

/// <summary>
/// Keys in paths, byte for byte as the caller meant them. The server decodes a path but for <c>%2F</c>, drops dot segments and lets malformed
/// escapes through, so that <c>a%2Fb</c> and <c>a%252Fb</c> would be one key and <c>%zz</c> a legal one. Here each segment of the
/// raw request target is decoded strictly, and matched in a form in which only <c>/</c> and <c>%</c> are escaped.
/// </summary>
internal static class PathKeys
{
    /// <summary>Replaces the path that routing sees. Place it in front of routing.</summary>
    /// <exception cref="InvalidRequestException">An escape is malformed or does not decode to UTF-8.</exception>
    public static IApplicationBuilder UseStrictPaths(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        // Other forms of a target ('*', absolute) name no key of ours that their decoded path would get wrong.
        if (target is ['/', ..])
        {
            if (!TryNormalise(target.AsSpan(0, PathLength(target)), out var path))
                throw new InvalidRequestException("path", "the path has a malformed escape, or bytes that are not UTF-8.");
            context.Request.Path = new PathString(path);
        }

        return next(context);
    });

    /// <summary>The key behind a route value.</summary>
    /// <param name="field">Name of the path parameter.</param>
    /// <param name="value">The route value as matched.</param>
    /// <exception cref="InvalidRequestException">Not a legal key.</exception>
    public static string Read(string field, string value) => KeyRules.Check(field, Unescape(value));

    /// <summary>The path of a key: a relative reference for headers such as <c>Location</c>.</summary>
    public static string Escape(string key) => Uri.EscapeDataString(key);

    /// <summary>Decodes each segment strictly and escapes only what would be taken for a delimiter.</summary>
    internal static bool TryNormalise(ReadOnlySpan<char> raw, [NotNullWhen(true)] out string? path)
    {
        path = null;
        var bytes = new byte[raw.Length * 3];
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '%')
            {
                if (raw[i] > '\x7f') return false;
                bytes[length++] = (byte)raw[i];
                continue;
            }

            if (i + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[i + 1]) || !char.IsAsciiHexDigit(raw[i + 2])) return false;
            var value = (byte)((Convert.FromHexString(raw.Slice(i + 1, 2)))[0]);
            i += 2;
            if (value is (byte)'/' or (byte)'%') length += Encoding.ASCII.GetBytes(value == '/' ? "%2F" : "%25", bytes.AsSpan(length));
            else bytes[length++] = value;
        }

        try
        {
            path = StrictUtf8.Encoding.GetString(bytes.AsSpan(0, length));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static string Unescape(string value) => value.Contains('%', StringComparison.Ordinal)
        ? value.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
        : value;

    private static int PathLength(string target)
    {
        var end = target.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? target.Length : end;
    }
}
