namespace ActiveActive.SiteLink;

/// <summary>The rule for handler names: 1 to 64 characters of <c>a-z</c>, <c>0-9</c>, <c>-</c> and <c>.</c>.</summary>
internal static class HandlerName
{
    public const int MaxLength = 64;

    /// <summary>The built-in handler that answers with what it was sent.</summary>
    public const string Echo = "sitelink.echo";

    public static bool IsLegal(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    public static string Require(string name) => IsLegal(name)
        ? name
        : throw new ArgumentException($"'{name}' is not a handler name: 1 to {MaxLength} characters of a-z, 0-9, '-' and '.'.", nameof(name));
}
