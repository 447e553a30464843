using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Supervision;

/// <summary>What is known about a supervised process at one moment. Immutable.</summary>
/// <param name="Status">One of <see cref="World.WorldStatus"/>, faults on command left aside.</param>
/// <param name="Identity">The running process; null when none runs.</param>
/// <param name="Incarnation">1 for the first start, and so on; 0 before it.</param>
/// <param name="Restarts">Starts after the first one.</param>
/// <param name="Detail">Why it is not up, for people; null when it is.</param>
/// <param name="Final">True once nobody keeps it running any more: stopped, or given up.</param>
internal sealed record ProcessState(string Status, ProcessIdentity? Identity, int Incarnation, int Restarts, string? Detail, bool Final = false);
