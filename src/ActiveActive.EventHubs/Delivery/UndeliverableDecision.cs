namespace ActiveActive.EventHubs;

/// <summary>What becomes of an event that a subscriber keeps refusing.</summary>
public enum UndeliverableDecision
{
    /// <summary>Deliver it again. Its stream waits; other streams of the partition go on until the cache is full; the checkpoint stays below it.</summary>
    Retry,

    /// <summary>The application has put the event aside, durably, and takes responsibility for it: delivery goes on behind it.</summary>
    Parked,
}
