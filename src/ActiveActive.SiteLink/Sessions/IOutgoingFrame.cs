using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>Something queued to be written.</summary>
internal interface IOutgoingFrame
{
    /// <summary>About how many bytes it takes; fixed while it is queued.</summary>
    int Size { get; }

    /// <summary>Writes the frame, or nothing if it is no longer wanted.</summary>
    void WriteTo(IBufferWriter<byte> to);

    /// <summary>Called once the message with this frame has been handed to the connection, or will never be.</summary>
    void Written();
}
