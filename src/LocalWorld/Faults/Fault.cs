using ActiveActive.World;

namespace ActiveActive.LocalWorld.Faults;

/// <summary>One fault of the table. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Order">What was ordered.</param>
/// <param name="Incarnations">The incarnations it was ordered against: what replaces them is healthy.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="State">As in <see cref="FaultStatus.State"/>.</param>
/// <param name="Detail">As in <see cref="FaultStatus.Detail"/>.</param>
internal sealed record Fault(
    string Id, FaultOrder Order, IReadOnlyDictionary<string, int> Incarnations, DateTimeOffset Since, DateTimeOffset Until, string State, string? Detail)
{
    public const string Active = "active";
    public const string Expired = "expired";
    public const string Healed = "healed";
    public const string Failed = "failed";

    /// <summary>As operators read it.</summary>
    public FaultStatus ToStatus(Func<string, IEnumerable<string>> silosOf) => new()
    {
        Id = Id,
        Kind = Order.Kind,
        Target = Order.Target,
        Processes = [.. Order.Resolved.Processes.Concat(Order.Resolved.Links.SelectMany(l => silosOf(l.From))).Distinct()],
        State = State,
        Detail = Detail,
        Since = Since,
        Until = Until,
    };
}
