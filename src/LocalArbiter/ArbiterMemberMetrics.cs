using System.Diagnostics.Metrics;

namespace ActiveActive.LocalArbiter;

/// <summary>What a member counts and measures.</summary>
internal sealed class ArbiterMemberMetrics
{
    public const string MeterName = "ActiveActive.LocalArbiter";

    private readonly Histogram<double> _duration;

    public ArbiterMemberMetrics(IMeterFactory meters, ArbiterMember member)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("arbiter.command.duration", "s", "Commands by kind and outcome.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        meter.CreateObservableGauge("arbiter.leader", () => member.IsLeader ? 1 : 0, description: "1 while this member leads.");
        meter.CreateObservableGauge("arbiter.majority", () => member.HasMajority ? 1 : 0, description: "1 while this member is part of a majority.");
        meter.CreateObservableGauge("arbiter.observers", () => member.Register.ObserverCount, description: "Open observations.");
        meter.CreateObservableCounter("arbiter.revision", () => member.Register.Revision.Value, description: "Changes applied since the data was created.");
    }

    public void Record(string kind, string outcome, long startedAt) => _duration.Record(
        TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds,
        new KeyValuePair<string, object?>("kind", kind),
        new KeyValuePair<string, object?>("outcome", outcome));
}
