namespace ActiveActive.LocalWorld.Faults;

/// <summary>
/// What all active faults together ask for at one moment. Overlapping faults are resolved here, so that the end of one never lifts another.
/// </summary>
/// <param name="HeldSites">Sites whose processes are kept down.</param>
/// <param name="Paused">Incarnations that are stopped.</param>
/// <param name="Connections">Per incarnation of a silo: the mode of its cluster connections, and until when.</param>
/// <param name="Links">Per direction of the site link: what it suffers, and until when.</param>
internal sealed record DesiredFaults(
    IReadOnlySet<string> HeldSites,
    IReadOnlySet<(string Process, int Incarnation)> Paused,
    IReadOnlyDictionary<(string Process, int Incarnation), (string Mode, DateTimeOffset Until)> Connections,
    IReadOnlyDictionary<(string From, string To), LinkFault> Links);

/// <summary>What one direction of the site link suffers.</summary>
/// <param name="Cut">Nothing gets through.</param>
/// <param name="Delay">Everything is late by this.</param>
/// <param name="Until">When this ends or changes by itself.</param>
internal sealed record LinkFault(bool Cut, TimeSpan Delay, DateTimeOffset Until);
