namespace ActiveActive.Silo;

/// <summary>Body of <c>PUT /faults/connections</c>.</summary>
internal sealed record ConnectionFaultRequest
{
    public string? Mode { get; init; }

    public double DurationSeconds { get; init; } = FaultDuration.DefaultSeconds;

    /// <summary>The fault it asks for; null when there is none of that name.</summary>
    public ConnectionFault? Fault => Mode switch
    {
        "open" => ConnectionFault.Open,
        "stall" => ConnectionFault.Stall,
        "refuse" => ConnectionFault.Refuse,
        _ => null,
    };

    /// <summary>The problem with it, or null.</summary>
    public IResult? Validate() => Fault is null
        ? FaultDuration.Invalid("mode", "is 'open', 'stall' or 'refuse'.")
        : FaultDuration.Validate(DurationSeconds);
}
