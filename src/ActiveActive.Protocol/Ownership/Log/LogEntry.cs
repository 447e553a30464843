namespace ActiveActive.Protocol.Ownership;

/// <summary>One operation of a group's log.</summary>
/// <param name="Epoch">Of the holder that sent it last: a new holder sends what it finds uncommitted again under its own.</param>
/// <param name="Sequence">Its place, from 1; each place is filled once per epoch, and once committed for ever by the same operation.</param>
/// <param name="Operation">Names the intended change, so that a retry takes effect once.</param>
/// <param name="Body">What the grain needs to apply it: opaque here.</param>
public sealed record LogEntry(Epoch Epoch, long Sequence, OperationId Operation, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether both are the same operation at the same place, whatever epoch sent them.</summary>
    public bool IsSameOperation(LogEntry other) =>
        Sequence == other.Sequence && Operation == other.Operation && Body.Span.SequenceEqual(other.Body.Span);
}
