namespace ActiveActive.LocalWorld.Processes;

/// <summary>What to run under one name: the same for every incarnation.</summary>
internal sealed record ProcessSpec
{
    /// <summary>Unique name within the world, e.g. <c>a-1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its site; empty when it belongs to none.</summary>
    public string Site { get; init; } = "";

    /// <summary>What serves it, as in <see cref="World.WorldProcess.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Part of the world document that lists it.</summary>
    public required ProcessRole Role { get; init; }

    /// <summary>Program.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables over the inherited ones.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Main address, as in <see cref="World.WorldProcess.Endpoint"/>.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Operations address, as in <see cref="World.WorldProcess.OperationsUrl"/>.</summary>
    public string? OperationsUrl { get; init; }

    /// <summary>Tells when it serves.</summary>
    public required IReadinessProbe Probe { get; init; }

    /// <summary>Asks it to end in good order.</summary>
    public PosixSignal StopSignal { get; init; } = PosixSignal.Terminate;

    /// <summary>How long it may take to end before it is killed.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);
}
