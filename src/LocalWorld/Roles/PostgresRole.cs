using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Services;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Services profile: a private PostgreSQL cluster per site for the membership table, made by <c>initdb</c> from installed binaries.</summary>
internal sealed class PostgresRole : IWorldRole
{
    private const string User = "orleans";
    private const string Database = "postgres";

    /// <summary>Connections of one process to it; four silos and two gateways stay far below the server's 100.</summary>
    private const int PoolSize = 10;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken) =>
        await Task.WhenAll(plan.Sites.Select(site => (site, port: plan.Ports.Take())).ToArray()
            .Select(p => PlanAsync(p.site, p.port, cancellationToken)));

    private static async Task<ProcessSpec> PlanAsync(SitePlan site, int port, CancellationToken cancellationToken)
    {
        var cluster = new PostgresCluster(Path.Combine(site.Folder, "postgres"));
        var password = await cluster.EnsureAsync(User, cancellationToken);
        site.MembershipInvariant = "Npgsql";
        site.MembershipConnectionString = string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Database={Database};Username={User};Password={password};Maximum Pool Size={PoolSize};Timeout=5;Command Timeout=5");
        var command = cluster.Command(port);
        return new ProcessSpec
        {
            Name = $"sql-{site.Site}",
            Site = site.Site,
            Kind = "postgres",
            Role = ProcessRole.Sql,
            FileName = command[0],
            Arguments = [.. command.Skip(1)],
            Endpoint = $"127.0.0.1:{port}",
            Probe = SocketProbe.Postgres(port, User, Database),
            // Fast shutdown. SIGTERM would wait for every client to leave.
            StopSignal = PosixSignal.Interrupt,
        };
    }
}
