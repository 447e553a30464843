using ActiveActive.EventHubs.Events;

namespace ActiveActive.EventHubs.Delivery;

/// <summary>A container in the cache and what became of it.</summary>
internal sealed class CachedBatch(EventHubBatchContainer container, long addedAt)
{
    public EventHubBatchContainer Container => container;

    public long AddedAt => addedAt;

    public int Bytes { get; } = container.Bytes;

    /// <summary>No subscriber needs it any more.</summary>
    public bool Done { get; set; }

    /// <summary>Some subscriber refused it for the whole delivery time, and the application did not park it.</summary>
    public bool Held { get; set; }

    /// <summary>The application put it aside: whoever refused it may pass.</summary>
    public bool Parked { get; set; }

    /// <summary>Taken apart into one container per event.</summary>
    public bool Split { get; set; }
}
