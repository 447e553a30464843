using System.Globalization;

namespace ActiveActive.Simulation.Strong;

/// <summary>Sums over a campaign. May be added to concurrently.</summary>
internal sealed class CampaignTotals
{
    private readonly Lock _gate = new();
    private readonly List<ScheduleResult> _failed = [];
    private long _events;
    private long _operations;
    private long _acknowledged;
    private long _holds;
    private long _setChanges;
    private int _undecided;

    public int Schedules { get; private set; }

    public bool HasFailed
    {
        get
        {
            lock (_gate) return _failed.Count > 0;
        }
    }

    public void Add(ScheduleResult result)
    {
        lock (_gate)
        {
            Schedules++;
            _events += result.Events;
            _operations += result.Operations;
            _acknowledged += result.Acknowledged;
            _holds += result.Holds;
            _setChanges += result.SetChanges;
            _undecided += result.Undecided;
            if (result.Violation is not null) _failed.Add(result);
        }
    }

    public string Report(TimeSpan elapsed)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{Schedules} schedules in {elapsed.TotalSeconds:f1} s ({Schedules / elapsed.TotalSeconds:f1}/s): {_events} events, {_operations} operations, {_acknowledged} writes acknowledged, {_holds} holds, {_setChanges} set changes, {_undecided} histories undecided.");
        return _failed.Count == 0 ? text : $"{text}{Environment.NewLine}{string.Join(Environment.NewLine, _failed.Select(f => $"seed {f.Seed}: {f.Violation}"))}";
    }
}
