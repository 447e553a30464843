namespace ActiveActive.Traffic;

/// <summary>The reasons as callers read them.</summary>
public static class RouteReasons
{
    private static readonly string[] Texts = [.. Enum.GetNames<RouteReason>().Select(n => n.ToLowerInvariant())];

    /// <summary>The reason in lower case, e.g. <c>home</c>.</summary>
    public static string Text(this RouteReason reason) => Texts[(int)reason];
}
