namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>What is known of another gateway.</summary>
/// <param name="Peer">Its name in the configuration of this one.</param>
/// <param name="Url">Its admin listener.</param>
/// <param name="Reachable">Whether the last exchange succeeded.</param>
/// <param name="Error">What is wrong with it; null when nothing is.</param>
/// <param name="Report">What it said last; null when it never answered.</param>
internal sealed record PeerReport(string Peer, string Url, bool Reachable, string? Error, GatewayReport? Report);
