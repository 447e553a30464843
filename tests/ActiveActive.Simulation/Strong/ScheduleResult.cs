namespace ActiveActive.Simulation.Strong;

/// <summary>What came of one schedule.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Violation">The first broken invariant with its instant; null when all held.</param>
/// <param name="Undecided">Histories the checker could not decide.</param>
/// <param name="Events">Simulated events.</param>
/// <param name="Operations">Client operations recorded.</param>
/// <param name="Acknowledged">Writes acknowledged.</param>
/// <param name="Holds">Holds opened: take-overs, hand-overs, first acquisitions.</param>
/// <param name="SetChanges">Changes of an in-sync set.</param>
/// <param name="Digest">Of the whole trace: equal for equal seeds.</param>
/// <param name="Trace">The events as text, when asked for.</param>
public sealed record ScheduleResult(
    int Seed, string? Violation, int Undecided, long Events, int Operations, int Acknowledged, int Holds, int SetChanges, ulong Digest, IReadOnlyList<string> Trace);
