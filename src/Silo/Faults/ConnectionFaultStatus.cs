namespace ActiveActive.Silo;

/// <summary>Answer of <c>/faults/connections</c>.</summary>
/// <param name="Mode">What the connections do.</param>
/// <param name="Until">When that ends by itself, UTC; null while they are open.</param>
internal sealed record ConnectionFaultStatus(ConnectionFault Mode, DateTimeOffset? Until)
{
    public static ConnectionFaultStatus Of(ConnectionGate gate)
    {
        var (fault, until) = gate.Current;
        return new ConnectionFaultStatus(fault, until);
    }
}
