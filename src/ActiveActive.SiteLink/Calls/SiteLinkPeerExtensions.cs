using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>Convenience over <see cref="ISiteLinkPeer"/>.</summary>
public static class SiteLinkPeerExtensions
{
    /// <summary>As <see cref="ISiteLinkPeer.CallAsync"/>, with the answer in a new array.</summary>
    /// <inheritdoc cref="ISiteLinkPeer.CallAsync"/>
    public static async ValueTask<ReadOnlyMemory<byte>> CallAsync(
        this ISiteLinkPeer peer, string handler, ReadOnlyMemory<byte> request, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        var response = new ArrayBufferWriter<byte>();
        await peer.CallAsync(handler, request, response, deadline, cancellationToken).ConfigureAwait(false);
        return response.WrittenMemory;
    }
}
