namespace ActiveActive.SiteLink;

/// <summary>Who is at the other end of an accepted connection.</summary>
/// <param name="Site">Its site, proven by its certificate.</param>
/// <param name="Name">The name it gave itself; informative.</param>
/// <param name="Address">Its network address; informative.</param>
/// <param name="CertificateEnds">When its certificate ends.</param>
/// <param name="MaxPayloadBytes">The largest answer it takes.</param>
internal sealed record RemoteSilo(SiteId Site, string Name, string Address, DateTimeOffset CertificateEnds, int MaxPayloadBytes);
