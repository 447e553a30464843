using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>A started Orleans client with what the router needs of it.</summary>
/// <param name="Client">The client itself.</param>
/// <param name="Runtime">What the client's own references call.</param>
/// <param name="Gateways">Its connections.</param>
internal sealed record ConnectedCluster(IClusterClient Client, IGrainReferenceRuntime Runtime, GatewayConnections Gateways);
