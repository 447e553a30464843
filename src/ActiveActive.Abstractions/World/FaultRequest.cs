namespace ActiveActive.World;

/// <summary>Body of <c>POST /admin/faults</c>: do this to that for so long.</summary>
public sealed record FaultRequest
{
    /// <summary>One of <see cref="FaultKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of a process (<c>a-1</c>, <c>store-b</c>), <c>site:a</c> for a whole site, or <c>link:a-b</c> for the site link in both directions
    /// (<c>link:a&gt;b</c> for one).</summary>
    public required string Target { get; init; }

    /// <summary>Seconds until the fault ends by itself; 0.1 to 600, default 30. A kill is instantaneous: the supervisor restarts what was killed,
    /// and for a killed site the duration says how long it stays down.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>For <see cref="FaultKinds.Delay"/>: one-way delay in milliseconds, 0 to 10,000.</summary>
    public double? DelayMilliseconds { get; init; }
}
