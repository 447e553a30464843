using System.Text;

namespace ActiveActive.Gateway.Requests;

/// <summary>UTF-8 that refuses malformed bytes instead of replacing them.</summary>
internal static class StrictUtf8
{
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
