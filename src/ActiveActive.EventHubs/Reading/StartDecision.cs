namespace ActiveActive.EventHubs.Reading;

/// <summary>Decides where to read from. Pure.</summary>
/// <param name="Offset">The next offset to read.</param>
/// <param name="Gap">Whether events that were wanted are missing.</param>
internal readonly record struct StartDecision(long Offset, bool Gap)
{
    /// <param name="wanted">The offset behind the last one applied; null when nothing is known of this life of the hub.</param>
    /// <param name="logStart">First offset in the log.</param>
    /// <param name="logEnd">Offset the next event will get.</param>
    /// <param name="withoutCheckpoint">What to do when nothing is wanted.</param>
    public static StartDecision For(long? wanted, long logStart, long logEnd, StartPosition withoutCheckpoint) => wanted switch
    {
        null => new(withoutCheckpoint == StartPosition.Earliest ? logStart : logEnd, false),
        { } next when next < logStart || next > logEnd => new(logStart, true),
        { } next => new(next, false),
    };
}
