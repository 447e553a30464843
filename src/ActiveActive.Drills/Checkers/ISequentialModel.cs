using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>What an object does when it is used by one caller at a time: the specification a history is held against.</summary>
/// <typeparam name="TState">Its state; compared by value.</typeparam>
public interface ISequentialModel<TState> where TState : IEquatable<TState>
{
    /// <summary>The state before the first operation.</summary>
    TState Initial { get; }

    /// <summary>Applies an operation to a state.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="operation">The operation; its result is to be ignored when its outcome is unknown.</param>
    /// <param name="next">The state after it.</param>
    /// <returns>False when an object in this state could not have given the recorded answer.</returns>
    /// <exception cref="ArgumentException">The object has no such operation.</exception>
    bool TryApply(TState state, RecordedOperation operation, out TState next);
}
