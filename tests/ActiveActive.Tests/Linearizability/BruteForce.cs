using ActiveActive.Drills.Checkers;
using ActiveActive.Drills.Histories;

namespace ActiveActive.Tests.Linearizability;

/// <summary>The definition of linearizability, executed: every subset of the unknown operations, every order, nothing remembered.</summary>
internal static class BruteForce
{
    public static bool IsLinearizable<TState>(IReadOnlyList<RecordedOperation> history, ISequentialModel<TState> model) where TState : IEquatable<TState>
    {
        RecordedOperation[] operations = [.. history.Where(o => o.Outcome != RecordedOutcome.NotApplied)];
        return Extend(operations, new bool[operations.Length], model.Initial, model);
    }

    private static bool Extend<TState>(RecordedOperation[] operations, bool[] placed, TState state, ISequentialModel<TState> model)
        where TState : IEquatable<TState>
    {
        if (Enumerable.Range(0, operations.Length).All(i => placed[i] || operations[i].Outcome == RecordedOutcome.Unknown)) return true;
        for (var i = 0; i < operations.Length; i++)
        {
            if (placed[i] || !MayComeNext(operations, placed, i) || !model.TryApply(state, operations[i], out var next)) continue;
            placed[i] = true;
            if (Extend(operations, placed, next, model)) return true;
            placed[i] = false;
        }

        return false;
    }

    /// <summary>Nothing unplaced has returned before this one was invoked.</summary>
    private static bool MayComeNext(RecordedOperation[] operations, bool[] placed, int candidate) =>
        !Enumerable.Range(0, operations.Length).Any(i =>
            !placed[i] && i != candidate && operations[i].Outcome == RecordedOutcome.Applied && operations[i].ReturnedAt < operations[candidate].InvokedAt);
}
