namespace ActiveActive.LocalWorld.Faults;

/// <summary>What a fault acts on: some processes, or directions of the site link.</summary>
/// <param name="Site">Set when the target is a whole site.</param>
/// <param name="Processes">Names of the processes; empty for a link.</param>
/// <param name="Links">Directions of the site link, (from, to); empty for processes.</param>
internal sealed record FaultTarget(string? Site, IReadOnlyList<string> Processes, IReadOnlyList<(string From, string To)> Links);
