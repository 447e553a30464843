using System.ComponentModel;

namespace ActiveActive.Gateway.Clusters;

/// <summary>Section <c>Clusters:{site}:Membership</c>.</summary>
public sealed class MembershipOptions
{
    /// <summary>Kind of database: <c>Npgsql</c>, or <c>System.Data.SQLite</c> for one machine.</summary>
    [Description("Npgsql (PostgreSQL) or System.Data.SQLite (a file, one machine only)")]
    public string Invariant { get; set; } = ClusterMembership.PostgreSql;

    /// <summary>Connection string of the site's SQL database. Required.</summary>
    [Description("connection string of the site's SQL database")]
    public string ConnectionString { get; set; } = "";
}
