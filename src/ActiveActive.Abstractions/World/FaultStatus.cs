namespace ActiveActive.World;

/// <summary>One fault, active or over: the answer of <c>POST /admin/faults</c>, and an element of <c>GET /admin/faults</c>.</summary>
public sealed record FaultStatus
{
    /// <summary>Id, for <c>DELETE /admin/faults/{id}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="FaultKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>As in the request.</summary>
    public required string Target { get; init; }

    /// <summary>The processes it was applied to.</summary>
    public IReadOnlyList<string> Processes { get; init; } = [];

    /// <summary><c>active</c>, <c>expired</c>, <c>healed</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed; null unless <see cref="State"/> is <c>failed</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself, UTC.</summary>
    public DateTimeOffset Until { get; init; }
}
