using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace ActiveActive.Benchmarks.SiteLink;

/// <summary>The baseline: one unary method that answers with what it was sent, without generated code on either side.</summary>
internal sealed class PlainEcho
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static b => b, static b => b);

    public static readonly Method<byte[], byte[]> Method = new(MethodType.Unary, "benchmark.Echo", "Echo", Bytes, Bytes);

    internal sealed class MethodProvider : IServiceMethodProvider<PlainEcho>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PlainEcho> context) =>
            context.AddUnaryMethod(Method, [], static (_, request, _) => Task.FromResult(request));
    }
}
