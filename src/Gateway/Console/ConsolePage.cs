using System.Security.Cryptography;
using System.Text;

namespace ActiveActive.Gateway.Console;

/// <summary>The console: one self-contained page that shows the admin endpoints live.</summary>
/// <remarks>Style and script are part of the page and named in its policy by their digests, so that nothing else runs in it, whatever finds its way
/// into the text. The page holds no data; it fetches all of it under the operator's cookie.</remarks>
internal static class ConsolePage
{
    /// <summary>Serves the page at <c>/</c>.</summary>
    public static void MapConsole(this IEndpointRouteBuilder endpoints)
    {
        var (style, script) = (Read("console.css"), Read("console.js"));
        var page = Read("console.html").Replace("/*style*/", style, StringComparison.Ordinal).Replace("/*script*/", script, StringComparison.Ordinal);
        var policy = $"default-src 'none'; style-src '{Digest(style)}'; script-src '{Digest(script)}'; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        endpoints.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
            return Results.Text(page, "text/html", Encoding.UTF8);
        });
    }

    private static string Digest(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Read(string name)
    {
        using var stream = typeof(ConsolePage).Assembly.GetManifestResourceStream($"Console.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
