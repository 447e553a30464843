namespace ActiveActive.EventHubs;

/// <summary>Where a partition without a checkpoint is read from.</summary>
public enum StartPosition
{
    /// <summary>Its first event that is still there.</summary>
    Earliest,

    /// <summary>The first event that arrives after the reader. What was there before is not delivered.</summary>
    Latest,
}
