namespace ActiveActive.SiteLink;

/// <summary>One handler name and what serves it. Registered through <c>services.AddSiteLinkHandler</c>.</summary>
internal sealed record SiteLinkHandlerRegistration(
    string Name, Func<IServiceProvider, ISiteLinkHandler>? Call, Func<IServiceProvider, ISiteLinkStreamHandler>? Stream);
