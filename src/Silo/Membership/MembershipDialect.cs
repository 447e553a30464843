using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActiveActive.Silo;

/// <summary>What differs between the databases that can hold membership. Pure but for <see cref="Connect"/>.</summary>
internal sealed class MembershipDialect
{
    /// <summary>Invariant of PostgreSQL.</summary>
    public const string PostgreSql = "Npgsql";

    /// <summary>Invariant under which Orleans loads Microsoft.Data.Sqlite.</summary>
    public const string Sqlite = "System.Data.SQLite";

    /// <summary>Connections a silo holds at most, unless the connection string says otherwise. Membership needs one or two at a time; three silos and a
    /// gateway at Npgsql's default of 100 each would exhaust a server that allows 100 in all.</summary>
    private const int MaxPoolSize = 10;

    /// <summary>Seconds a statement or a connection attempt may take, unless the connection string says otherwise.</summary>
    private const int TimeoutSeconds = 5;

    private readonly Func<DbConnection> _connect;

    private MembershipDialect(string invariant, string connectionString, string scripts, string begin, Func<DbConnection> connect)
    {
        Invariant = invariant;
        ConnectionString = connectionString;
        Scripts = scripts;
        BeginExclusive = begin;
        _connect = connect;
    }

    /// <summary>The invariant Orleans knows it by.</summary>
    public string Invariant { get; }

    /// <summary>The connection string, with caps where the configured one had none.</summary>
    public string ConnectionString { get; }

    /// <summary>Name of its schema scripts, before <c>-{version}.sql</c>.</summary>
    public string Scripts { get; }

    /// <summary>Begins a transaction that only one silo at a time is in.</summary>
    public string BeginExclusive { get; }

    /// <summary>A new, closed connection.</summary>
    public DbConnection Connect() => _connect();

    /// <summary>Reads the options.</summary>
    /// <exception cref="ArgumentException">The connection string is malformed or incomplete; the message says how, without repeating it.</exception>
    public static MembershipDialect Create(string invariant, string connectionString) => invariant switch
    {
        PostgreSql => CreatePostgreSql(connectionString),
        Sqlite => CreateSqlite(connectionString),
        _ => throw new ArgumentException($"the invariant is '{PostgreSql}' or '{Sqlite}'."),
    };

    private static MembershipDialect CreatePostgreSql(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("it names no Host.");
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!Names(given, "Maximum Pool Size", "MaxPoolSize")) builder.MaxPoolSize = MaxPoolSize;
        if (!Names(given, "Timeout")) builder.Timeout = TimeoutSeconds;
        if (!Names(given, "Command Timeout", "CommandTimeout")) builder.CommandTimeout = TimeoutSeconds;
        if (!Names(given, "Application Name", "ApplicationName")) builder.ApplicationName = "activeactive-silo";
        var text = builder.ConnectionString;
        // The lock ends with the transaction; its number has no meaning but to be the same in every silo.
        return new(PostgreSql, text, "postgresql", "BEGIN; SELECT pg_advisory_xact_lock(4711200110);", () => new NpgsqlConnection(text));
    }

    private static MembershipDialect CreateSqlite(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource.Length == 0) throw new ArgumentException("it names no Data Source.");
        if (builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException("a database in memory is not shared by the silos; name a file as Data Source.");
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!Names(given, "Default Timeout", "Command Timeout")) builder.DefaultTimeout = TimeoutSeconds;
        var text = builder.ConnectionString;
        return new(Sqlite, text, "sqlite", "BEGIN IMMEDIATE;", () => new SqliteConnection(text));
    }

    private static bool Names(DbConnectionStringBuilder given, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
            if (given.ContainsKey(keyword)) return true;
        return false;
    }
}
