namespace ActiveActive.Silo;

/// <summary>Body of <c>PUT /faults/connections</c>.</summary>
internal sealed record ConnectionFaultRequest
{
    public ConnectionFault? Mode { get; init; }

    public double DurationSeconds { get; init; } = FaultDuration.DefaultSeconds;

    /// <summary>The problem with it, or null.</summary>
    public IResult? Validate()
    {
        if (Mode is null) return FaultDuration.Invalid("mode", "is missing: 'open', 'stall' or 'refuse'.");
        return FaultDuration.Validate(DurationSeconds);
    }
}
