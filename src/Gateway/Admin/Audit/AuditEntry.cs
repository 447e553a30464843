using System.Text.Json;

namespace ActiveActive.Gateway.Admin.Audit;

/// <summary>One change an operator made, or tried to: one line of the audit log.</summary>
public sealed record AuditEntry
{
    /// <summary>When it took effect, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway that carried it out.</summary>
    public required string Gateway { get; init; }

    /// <summary>Who: <c>bearer@address</c>, <c>console@address</c>, or <c>peer:name</c> for what was taken over from another gateway.</summary>
    public required string Actor { get; init; }

    /// <summary>What: <c>traffic.put</c>, <c>site.drain</c>, <c>site.undrain</c>, <c>traffic.adopt</c>, <c>fault.start</c>, <c>fault.end</c>.</summary>
    public required string Action { get; init; }

    /// <summary>On what: a site, a process, a fault's id; empty when the action says all.</summary>
    public string Target { get; init; } = "";

    /// <summary>State before; null when there was none.</summary>
    public JsonElement? Old { get; init; }

    /// <summary>State after; null when there is none.</summary>
    public JsonElement? New { get; init; }
}
