using ActiveActive.LocalWorld.Demo.Calls;
using ActiveActive.LocalWorld.Demo.Load;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>What a step has at hand.</summary>
internal sealed class StepContext(TourContext tour, LoadRun load)
{
    private readonly Dictionary<string, object> _measures = [];

    /// <summary>The whole tour.</summary>
    public TourContext Tour => tour;

    /// <summary>The load of this step.</summary>
    public LoadRun Load => load;

    /// <summary>What an operator can do.</summary>
    public OperatorClient Operator => tour.Operator;

    /// <summary>What was measured, by name, in the order measured.</summary>
    public IReadOnlyDictionary<string, object> Measures => _measures;

    /// <summary>Notes a span, in seconds.</summary>
    public void Measure(string name, TimeSpan span) => _measures[name] = Math.Round(span.TotalSeconds, 2);

    /// <summary>Notes a number.</summary>
    public void Measure(string name, long number) => _measures[name] = number;

    /// <summary>Time since a moment of this step.</summary>
    public TimeSpan Since(long timestamp) => tour.Time.GetElapsedTime(timestamp);

    /// <summary>
    /// Waits until calls are served at once again, and notes how long after the fault the last call was due whose caller noticed anything.
    /// </summary>
    public async Task<TimeSpan> RecoveredAsync(long fault, CancellationToken cancellationToken)
    {
        await load.CalmAsync(TourContext.Calm, fault, TourContext.RecoverWithin, cancellationToken);
        var recovery = load.LastDisturbed(fault) is { } last ? tour.Time.GetElapsedTime(fault, last) : TimeSpan.Zero;
        Measure("callsRecoveredAfterSeconds", recovery);
        return recovery;
    }

    /// <summary>Fails the step unless something holds.</summary>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new StepFailedException(otherwise);
    }
}
