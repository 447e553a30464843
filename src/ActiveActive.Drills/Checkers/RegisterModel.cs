using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>A register with read, write and compare-and-swap.</summary>
/// <param name="initial">Its first value; null: absent.</param>
public sealed class RegisterModel(long? initial = null) : ISequentialModel<RegisterValue>
{
    /// <inheritdoc/>
    public RegisterValue Initial { get; } = new(initial);

    /// <inheritdoc/>
    public bool TryApply(RegisterValue state, RecordedOperation operation, out RegisterValue next)
    {
        var isKnown = operation.Outcome == RecordedOutcome.Applied;
        next = state;
        switch (operation.Kind)
        {
            case OperationKind.Read:
                return !isKnown || operation.Result == state.Number;
            case OperationKind.Write:
                next = new(operation.Argument);
                return true;
            case OperationKind.CompareAndSwap:
                var swaps = state.Number == operation.Expected;
                if (swaps) next = new(operation.Argument);
                return !isKnown || swaps == operation.Succeeded;
            default:
                throw new ArgumentException($"a register has no {operation.Kind}.", nameof(operation));
        }
    }
}
