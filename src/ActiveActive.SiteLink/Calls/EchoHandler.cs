using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>Answers with what it was sent: for measuring.</summary>
internal sealed class EchoHandler : ISiteLinkHandler
{
    public ValueTask HandleAsync(SiteLinkRequest request, IBufferWriter<byte> response, CancellationToken cancellationToken)
    {
        response.Write(request.Payload.Span);
        return ValueTask.CompletedTask;
    }
}
