using System.ComponentModel;

namespace ActiveActive.Silo;

/// <summary>
/// Section <c>Membership</c>: where the silos of the site find each other, and how fast they notice that one is gone.
/// </summary>
/// <remarks>
/// A silo that stopped answering is declared dead after about <see cref="ProbeTimeout"/> × <see cref="MissedProbes"/> plus the time its voters need.
/// The default of 1 s × 2 evicts a frozen silo in 2 to 4 s and evicted none falsely on two cores under four busy loops; half of it did begin to
/// miss probes there. Longer is calmer on a crowded machine or a slow network and keeps callers waiting longer.
/// </remarks>
public sealed class MembershipOptions
{
    /// <summary>Kind of database: <c>Npgsql</c>, or <c>System.Data.SQLite</c> for one machine.</summary>
    [Description("Npgsql (PostgreSQL) or System.Data.SQLite (a file, one machine only)")]
    public string Invariant { get; set; } = MembershipDialect.PostgreSql;

    /// <summary>Connection string of the site's SQL database. Required. Pool and timeouts are capped unless it says otherwise.</summary>
    [Description("connection string of the site's SQL database")]
    public string ConnectionString { get; set; } = "";

    /// <summary>How long a probed silo has to answer; 100 ms to 1 min. Also the longest time a probe is extended to.</summary>
    [Description("how long a probed silo has to answer")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Missed probes in a row after which a silo is suspected; 1 to 10.</summary>
    [Description("missed probes in a row after which a silo is suspected")]
    public int MissedProbes { get; set; } = 2;

    /// <summary>Suspecting silos it takes to declare one dead; 1 to 10. Fewer suffice in a cluster that has not as many others.</summary>
    [Description("suspecting silos it takes to declare one dead")]
    public int Votes { get; set; } = 2;

    /// <summary>How often a silo reads the table; 500 ms to 5 min. Bounds how long a partitioned silo overlooks that it was declared dead.</summary>
    [Description("how often a silo reads the membership table")]
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a silo writes its heartbeat into the table; 500 ms to 5 min. A joining silo ignores members that missed three.</summary>
    [Description("how often a silo writes its heartbeat into the membership table")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Age after which rows of silos that are gone are deleted; at least 10 heartbeats.</summary>
    [Description("age after which rows of silos that are gone are deleted")]
    public TimeSpan DefunctAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the start waits for the database to answer; 0 to 10 min.</summary>
    [Description("how long the start waits for the database to answer")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
