namespace ActiveActive.Traffic;

/// <summary>
/// Carries a wish to the calls made within it, and brings back where the last of them went. Flows with the asynchronous call; scopes nest, the innermost
/// counts. Dispose it where it was begun.
/// </summary>
/// <remarks>Calls made concurrently within one scope are all routed by its wish; <see cref="Site"/> is then that of whichever finished last.</remarks>
public sealed class RouteScope : IDisposable
{
    private static readonly AsyncLocal<RouteScope?> Ambient = new();

    private readonly RouteScope? _outer;

    private RouteScope(RouteWish wish, RouteScope? outer)
    {
        Wish = wish;
        _outer = outer;
    }

    /// <summary>The wish of the scope.</summary>
    public RouteWish Wish { get; }

    /// <summary>Site that executed the last call, or that was tried last; the default value before the first.</summary>
    public SiteId Site { get; private set; }

    /// <summary>Why it was that site.</summary>
    public RouteReason Reason { get; private set; }

    /// <summary>How often the last call was sent; 0 when it could not be sent at all.</summary>
    public int Attempts { get; private set; }

    internal static RouteScope? Current => Ambient.Value;

    /// <summary>Begins a scope.</summary>
    public static RouteScope Begin(RouteWish wish = default)
    {
        var scope = new RouteScope(wish, Ambient.Value);
        Ambient.Value = scope;
        return scope;
    }

    /// <inheritdoc/>
    public void Dispose() => Ambient.Value = _outer;

    internal void Record(SiteId site, RouteReason reason, int attempts)
    {
        Site = site;
        Reason = reason;
        Attempts = attempts;
    }
}
