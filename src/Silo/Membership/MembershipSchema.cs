using System.Data.Common;
using System.Globalization;
using ActiveActive.Operations;
using Microsoft.Data.Sqlite;

namespace ActiveActive.Silo;

/// <summary>
/// Brings the membership database to the schema this silo knows. Silos may do so at the same time: each runs the whole check inside a
/// transaction that only one of them is in, so the others find the work done.
/// </summary>
/// <remarks>Scripts are numbered and never edited once released; the database records the last one applied. A database of a newer silo is
/// refused, because nobody knows whether this silo's queries still mean what they say on it.</remarks>
internal sealed partial class MembershipSchema(MembershipDialect dialect, TimeProvider time, ILogger<MembershipSchema> logger)
{
    /// <summary>The newest schema version this silo knows.</summary>
    public const int Version = 1;

    private const string Component = "membership";
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Applies what is missing.</summary>
    /// <param name="patience">How long to wait for a database that does not answer yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConfigurationException">The database is newer than this silo.</exception>
    /// <exception cref="HostStartException">The database did not answer in time, or refused the schema.</exception>
    public async Task ApplyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await ApplyOnceAsync(cancellationToken);
                return;
            }
            catch (Exception error) when (error is DbException or IOException or UnauthorizedAccessException)
            {
                var waited = time.GetElapsedTime(started);
                if (waited >= patience)
                    throw new HostStartException(
                        $"the database of Membership:ConnectionString ({dialect.Invariant}) cannot be used after {waited.TotalSeconds:0.0} s: {error.Message} "
                        + "Start it, or correct the key.", error);
                LogNotYet(error.Message);
            }

            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    private async Task ApplyOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = dialect.Connect();
        await PrepareFileAsync(connection, cancellationToken);
        await ExecuteAsync(connection, dialect.BeginExclusive, cancellationToken);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS ActiveActiveSchema (Component varchar(64) NOT NULL PRIMARY KEY, Version integer NOT NULL);",
            cancellationToken);
        var found = await ReadVersionAsync(connection, cancellationToken);
        if (found > Version)
            throw new ConfigurationException("Membership:ConnectionString", "(not shown)",
                $"its database has membership schema {found}, this silo knows up to {Version}. Start a silo at least as new as the one that wrote it.");

        for (var version = found + 1; version <= Version; version++)
        {
            await ExecuteAsync(connection, Script(version), cancellationToken);
            LogApplied(version, dialect.Invariant);
        }

        if (found < Version)
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture,
                $"DELETE FROM ActiveActiveSchema WHERE Component = '{Component}'; INSERT INTO ActiveActiveSchema (Component, Version) VALUES ('{Component}', {Version});"),
                cancellationToken);
        // Leaving without this line closes the connection, which takes everything back.
        await ExecuteAsync(connection, "COMMIT;", cancellationToken);
    }

    /// <summary>A SQLite file is made with its folder, and switched (for good) to the log that lets readers and one writer work at the same time.</summary>
    private static async Task PrepareFileAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection is SqliteConnection file && Path.GetDirectoryName(Path.GetFullPath(file.DataSource)) is { } folder)
            Directory.CreateDirectory(folder);
        await connection.OpenAsync(cancellationToken);
        if (connection is SqliteConnection) await ExecuteAsync(connection, "PRAGMA journal_mode = WAL;", cancellationToken);
    }

    private static async Task<int> ReadVersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT Version FROM ActiveActiveSchema WHERE Component = '{Component}';";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken) ?? 0, CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text comes from this assembly; nothing a caller said is in it.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Membership.Sql.{dialect.Scripts}-{version}.sql");
        using var stream = typeof(MembershipSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the script {name} is not in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
