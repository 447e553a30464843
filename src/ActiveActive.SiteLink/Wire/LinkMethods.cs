using Grpc.Core;

namespace ActiveActive.SiteLink;

/// <summary>The gRPC service: its methods and the headers that introduce one silo to another.</summary>
internal static class LinkMethods
{
    /// <summary>Version of frames and headers. Raised when an older silo could misread a newer one.</summary>
    public const string ProtocolVersion = "1";

    public const string Service = "activeactive.sitelink.v1.SiteLink";

    public const string ProtocolHeader = "aa-protocol";
    public const string ServiceIdHeader = "aa-service";
    public const string SiteHeader = "aa-site";
    public const string NameHeader = "aa-name";
    public const string TargetHeader = "aa-target";
    public const string MaxPayloadHeader = "aa-max-payload";
    public const string RefusalTrailer = "aa-refusal";

    private static readonly Marshaller<LinkMessage> Marshaller = new(
        static (message, context) =>
        {
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        static context => LinkMessage.Receive(context.PayloadAsReadOnlySequence()));

    /// <summary>All calls of one connection, multiplexed: requests one way, answers the other.</summary>
    public static readonly Method<LinkMessage, LinkMessage> Calls = new(MethodType.DuplexStreaming, Service, "Calls", Marshaller, Marshaller);

    /// <summary>One duplex stream.</summary>
    public static readonly Method<LinkMessage, LinkMessage> Stream = new(MethodType.DuplexStreaming, Service, "Stream", Marshaller, Marshaller);

    /// <summary>Largest message a receiver must take: a full batch and the frame that overshot it.</summary>
    public static int MaxMessageBytes(SiteLinkOptions options) => options.MaxBatchBytes + options.MaxPayloadBytes + (64 << 10);
}
