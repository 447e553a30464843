using Grpc.AspNetCore.Server.Model;

namespace ActiveActive.SiteLink;

/// <summary>Tells gRPC which methods the service has: they carry frames of our own, so no code is generated for them.</summary>
internal sealed class LinkMethodProvider : IServiceMethodProvider<LinkEndpoint>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<LinkEndpoint> context)
    {
        context.AddDuplexStreamingMethod(LinkMethods.Calls, [], static (service, reader, writer, call) => service.Calls(reader, writer, call));
        context.AddDuplexStreamingMethod(LinkMethods.Stream, [], static (service, reader, writer, call) => service.Stream(reader, writer, call));
    }
}
