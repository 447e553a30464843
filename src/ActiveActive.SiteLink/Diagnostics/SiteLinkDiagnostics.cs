namespace ActiveActive.SiteLink;

/// <summary>Where <see cref="SiteLinkEvent"/>s can be heard. A singleton.</summary>
public sealed class SiteLinkDiagnostics
{
    /// <summary>Raised on the thread that made the change; a listener must be quick and must not throw.</summary>
    public event Action<SiteLinkEvent>? Changed;

    internal void Raise(SiteLinkEvent change) => Changed?.Invoke(change);
}
