using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>
/// Decides whether a recorded history is linearizable (Herlihy and Wing 1990), key by key, by the search of Wing and Gong (1993) with Lowe's
/// memory of configurations already tried (2017).
/// </summary>
/// <remarks>
/// <para>An operation of unknown outcome never returns: it may have taken effect at any time after its invocation, or not at all. Unknown reads say
/// nothing and are left out. Operations known not applied are left out too, so that their effect, if there was one, has no explanation.</para>
/// <para>Two operations are ordered only when one returned strictly before the other was invoked; equal timestamps count as overlapping.</para>
/// </remarks>
public static class LinearizabilityChecker
{
    /// <summary>Configurations visited per key before giving up, by default: about a gigabyte at worst.</summary>
    public const long DefaultBudget = 2_000_000;

    /// <summary>Judges a history.</summary>
    /// <param name="history">Operations of any keys, in any order.</param>
    /// <param name="model">What each key does when used by one caller at a time.</param>
    /// <param name="budget">Configurations per key before the verdict is <see cref="LinearizabilityVerdict.Undecided"/>.</param>
    /// <exception cref="ArgumentException">An operation returns before it was invoked, or the model has no such operation.</exception>
    public static LinearizabilityReport Check<TState>(
        IEnumerable<RecordedOperation> history, ISequentialModel<TState> model, long budget = DefaultBudget) where TState : IEquatable<TState>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget);
        var keys = history.GroupBy(o => o.Key, StringComparer.Ordinal)
            .Select(group => new LinearizabilitySearch<TState>(group.Key, group, model, budget).Run())
            .OrderBy(report => report.Verdict switch
            {
                LinearizabilityVerdict.NotLinearizable => 0,
                LinearizabilityVerdict.Undecided => 1,
                _ => 2,
            })
            .ThenBy(report => report.Key, StringComparer.Ordinal)
            .ToArray();
        return new(keys.Length == 0 ? LinearizabilityVerdict.Linearizable : keys[0].Verdict, keys);
    }
}
