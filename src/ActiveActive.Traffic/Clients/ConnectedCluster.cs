using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>A started Orleans client with what the router needs of it.</summary>
/// <param name="Owner">Whose client it is.</param>
/// <param name="Client">The client itself.</param>
/// <param name="Runtime">What the client's own references call.</param>
/// <param name="Gateways">Its connections.</param>
internal sealed record ConnectedCluster(ClusterConnection Owner, IClusterClient Client, IGrainReferenceRuntime Runtime, GatewayConnections Gateways);
