namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>Body of <c>GET /admin/traffic</c>, and the answer to every change of it.</summary>
/// <param name="Gateway">Name of the answering gateway.</param>
/// <param name="Policy">The policy in force: the body of <c>PUT /admin/traffic</c> is one with other values.</param>
/// <param name="Sites">The sites as the answering gateway sees them.</param>
/// <param name="Peers">The other gateways.</param>
internal sealed record TrafficDocument(string Gateway, PolicyDocument Policy, IReadOnlyList<SiteReport> Sites, IReadOnlyList<PeerReport> Peers);
