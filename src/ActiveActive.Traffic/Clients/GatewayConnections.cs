namespace ActiveActive.Traffic;

/// <summary>
/// Counts the connections of one Orleans client to its cluster's gateways: the evidence by which a failed attempt can be known not to have been applied.
/// </summary>
/// <remarks>
/// <para>The runtime reports a connection before it writes to it, and after it has stopped writing. Reports may arrive out of order, so the change in each is
/// counted and the total in it is ignored.</para>
/// <para>Why it is needed: the client sends what was under way on a connection that closes <em>again</em>, over another gateway, without telling. What a failure
/// then says of itself ("no gateways available", "rejected") is said of the last copy only. Safe for concurrent use.</para>
/// </remarks>
internal sealed class GatewayConnections
{
    private const long OneOpened = 1L << 32;

    // Opened in the upper half and closed in the lower one, so that one read sees both of the same moment.
    private long _counts;

    /// <summary>Connections there are now.</summary>
    public int Connected => Read().Connected;

    /// <summary>The runtime reported a change.</summary>
    public void Changed(int now, int before)
    {
        if (now > before) Interlocked.Add(ref _counts, OneOpened * (now - before));
        else Interlocked.Add(ref _counts, before - now);
    }

    /// <summary>The counts at this moment.</summary>
    public Mark Read()
    {
        var counts = Volatile.Read(ref _counts);
        return new Mark((int)(counts >> 32), (int)counts);
    }

    /// <summary>How many connections have been opened and closed up to a moment.</summary>
    public readonly record struct Mark(int Opened, int Closed)
    {
        /// <summary>Connections there were.</summary>
        public int Connected => Opened - Closed;

        /// <summary>True when there was no connection at any time from this moment to a later one: nothing can have been sent.</summary>
        public bool NoneUntil(Mark later) => Connected == 0 && later.Opened == Opened;

        /// <summary>True when no connection closed between this moment and a later one: nothing can have been sent twice.</summary>
        public bool NoneClosedUntil(Mark later) => later.Closed == Closed;
    }
}
