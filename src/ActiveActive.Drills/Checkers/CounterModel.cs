using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>A counter that starts at zero. An addition that recorded a result must have returned the sum.</summary>
public sealed class CounterModel : ISequentialModel<long>
{
    /// <inheritdoc/>
    public long Initial => 0;

    /// <inheritdoc/>
    public bool TryApply(long state, RecordedOperation operation, out long next)
    {
        var isKnown = operation.Outcome == RecordedOutcome.Applied;
        next = state;
        switch (operation.Kind)
        {
            case OperationKind.Read:
                return !isKnown || (operation.Result ?? 0) == state;
            case OperationKind.Add:
                next = state + (operation.Argument ?? 0);
                return !isKnown || operation.Result is null || operation.Result == next;
            default:
                throw new ArgumentException($"a counter has no {operation.Kind}.", nameof(operation));
        }
    }
}
