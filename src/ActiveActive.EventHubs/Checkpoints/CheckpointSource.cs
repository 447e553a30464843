namespace ActiveActive.EventHubs;

/// <summary>Who says that an event is applied.</summary>
public enum CheckpointSource
{
    /// <summary>
    /// The subscriber, by returning from its handler without an exception. The provider keeps the offset up to which every subscriber of every
    /// event has done so. Being fetched, cached or sent to a subscriber moves nothing.
    /// </summary>
    HandlerReturned,

    /// <summary>
    /// The application, which calls <see cref="ICheckpointStore.AdvanceAsync"/> itself, e.g. together with more that belongs to its checkpoint. The
    /// provider only reads the store.
    /// </summary>
    Application,
}
