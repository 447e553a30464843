using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActiveActive.Gateway.Clusters;

/// <summary>Where the Orleans client of one site reads which silos accept clients. Read only: the gateway writes nothing there. Pure.</summary>
/// <param name="Invariant">The name Orleans knows the kind of database by.</param>
/// <param name="ConnectionString">The connection string, with caps where the configured one had none.</param>
internal sealed record ClusterMembership(string Invariant, string ConnectionString)
{
    /// <summary>Invariant of PostgreSQL.</summary>
    public const string PostgreSql = "Npgsql";

    /// <summary>Invariant under which Orleans loads Microsoft.Data.Sqlite.</summary>
    public const string Sqlite = "System.Data.SQLite";

    /// <summary>Connections at most, unless the connection string says otherwise: the list is read every two seconds.</summary>
    private const int MaxPoolSize = 4;

    /// <summary>Seconds a statement or a connection attempt may take, unless the connection string says otherwise. Short, because a site that is gone
    /// must not hold up the routing to the other.</summary>
    private const int TimeoutSeconds = 3;

    /// <summary>Reads the options.</summary>
    /// <exception cref="ArgumentException">They cannot work; the message says why, without repeating the connection string.</exception>
    public static ClusterMembership Create(MembershipOptions options) => options.Invariant switch
    {
        PostgreSql => CreatePostgreSql(options.ConnectionString),
        Sqlite => CreateSqlite(options.ConnectionString),
        _ => throw new ArgumentException($"the invariant is '{PostgreSql}' or '{Sqlite}'."),
    };

    private static ClusterMembership CreatePostgreSql(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("it names no Host.");
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!Names(given, "Maximum Pool Size", "MaxPoolSize")) builder.MaxPoolSize = MaxPoolSize;
        if (!Names(given, "Timeout")) builder.Timeout = TimeoutSeconds;
        if (!Names(given, "Command Timeout", "CommandTimeout")) builder.CommandTimeout = TimeoutSeconds;
        if (!Names(given, "Application Name", "ApplicationName")) builder.ApplicationName = "activeactive-gateway";
        return new(PostgreSql, builder.ConnectionString);
    }

    private static ClusterMembership CreateSqlite(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource.Length == 0) throw new ArgumentException("it names no Data Source.");
        if (builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException("a database in memory is not shared with the silos; name a file as Data Source.");
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!Names(given, "Default Timeout", "Command Timeout")) builder.DefaultTimeout = TimeoutSeconds;
        return new(Sqlite, builder.ConnectionString);
    }

    private static bool Names(DbConnectionStringBuilder given, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
            if (given.ContainsKey(keyword)) return true;
        return false;
    }
}
