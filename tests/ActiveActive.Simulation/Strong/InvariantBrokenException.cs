namespace ActiveActive.Simulation.Strong;

/// <summary>An invariant does not hold; ends the schedule.</summary>
internal sealed class InvariantBrokenException(string message) : Exception(message);
