using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>
/// Cheap check over a whole run, for counters whose histories are too long for the search: acknowledged additions are in the final value, and
/// nothing else is but unknown ones, each at most once.
/// </summary>
public static class CounterBounds
{
    /// <summary>Checks the final values.</summary>
    /// <param name="history">Every operation of the run; additions of positive summands and reads.</param>
    /// <param name="final">The value of each key after everything has come to rest.</param>
    /// <returns>One sentence per violation; empty when all is well.</returns>
    /// <exception cref="ArgumentException">A summand is not positive, so that no bounds follow.</exception>
    public static IReadOnlyList<string> Check(IEnumerable<RecordedOperation> history, IReadOnlyDictionary<string, long> final)
    {
        var violations = new List<string>();
        foreach (var key in history.Where(o => o.Kind == OperationKind.Add).GroupBy(o => o.Key, StringComparer.Ordinal))
        {
            if (key.Any(o => o.Argument is null or <= 0)) throw new ArgumentException($"{key.Key} has a summand that is not positive.", nameof(history));
            var acknowledged = key.Where(o => o.Outcome == RecordedOutcome.Applied).Sum(o => o.Argument!.Value);
            var unknown = key.Where(o => o.Outcome == RecordedOutcome.Unknown).Sum(o => o.Argument!.Value);
            if (!final.TryGetValue(key.Key, out var value)) violations.Add($"{key.Key}: no final value.");
            else if (value < acknowledged) violations.Add($"{key.Key}: {acknowledged} acknowledged, but the final value is {value}: acknowledged additions are lost.");
            else if (value > acknowledged + unknown)
                violations.Add($"{key.Key}: at most {acknowledged + unknown} possible, but the final value is {value}: an addition took effect more than once.");
        }

        return violations;
    }
}
