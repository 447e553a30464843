using ActiveActive.Operations;
using ActiveActive.Silo;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace ActiveActive.Tests.Silo;

/// <summary>What Orleans expects of a membership table, asked through its own provider; every database the silo supports passes it.</summary>
public abstract class MembershipConformance
{
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, 600, DateTimeKind.Utc);

    /// <summary>Invariant and connection string of an empty database.</summary>
    protected abstract (string Invariant, string ConnectionString) Database { get; }

    [Fact]
    public async Task Schema_AppliedByManyAtOnce_IsAppliedOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ApplyAsync()));
        await ApplyAsync();

        Assert.Equal("9", await ScalarAsync("SELECT count(*) FROM OrleansQuery"));
        Assert.Equal("1", await ScalarAsync("SELECT Version FROM ActiveActiveSchema"));
    }

    [Fact]
    public async Task Schema_NewerThanThisSilo_IsRefusedWithARemedy()
    {
        await ApplyAsync();
        await ScalarAsync("UPDATE ActiveActiveSchema SET Version = 2");

        var error = await Assert.ThrowsAsync<ConfigurationException>(ApplyAsync);

        Assert.Contains("membership schema 2, this silo knows up to 1", error.Message, StringComparison.Ordinal);
        Assert.Equal("2", await ScalarAsync("SELECT Version FROM ActiveActiveSchema"));
    }

    [Fact]
    public async Task Table_WrittenAtTheRightVersion_ReturnsWhatWasWritten()
    {
        var table = await TableAsync("cluster");
        var entry = Entry(11111, SiloStatus.Joining);

        Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));
        entry.Status = SiloStatus.Active;
        entry.SuspectTimes = [Tuple.Create(Entry(11112).SiloAddress, Start)];
        Assert.True(await UpdateAsync(table, entry, (await table.ReadAllAsync()).Version.Next()));

        var all = await table.ReadAllAsync();
        var (read, _) = Assert.Single(all.Members);
        Assert.Equal(2, all.Version.Version);
        Assert.Equal((entry.SiloAddress, "a-11111", "host", SiloStatus.Active, 30000), (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort));
        Assert.Equal((Start, Start), (read.StartTime, read.IAmAliveTime));
        Assert.Equal(entry.SuspectTimes, read.SuspectTimes);
        Assert.Equal(entry.SiloAddress, Assert.Single((await table.ReadRowAsync(entry.SiloAddress)).Members).Item1.SiloAddress);
        Assert.Empty((await table.ReadRowAsync(Entry(11112).SiloAddress)).Members);
    }

    [Fact]
    public async Task Table_WrittenAtAnOldVersion_RefusesAndMovesNothing()
    {
        var table = await TableAsync("cluster");
        var old = (await table.ReadAllAsync()).Version.Next();
        var (first, second) = (Entry(11111), Entry(11112));
        Assert.True(await table.InsertRowAsync(first, old));

        Assert.False(await table.InsertRowAsync(second, old));
        first.Status = SiloStatus.Dead;
        Assert.False(await UpdateAsync(table, first, old));

        var all = await table.ReadAllAsync();
        Assert.Equal((1, SiloStatus.Active), (all.Version.Version, Assert.Single(all.Members).Item1.Status));
    }

    [Fact]
    public async Task Table_RowThatExistsOrDoesNot_IsNeitherInsertedTwiceNorMade()
    {
        var table = await TableAsync("cluster");
        Assert.True(await table.InsertRowAsync(Entry(11111), (await table.ReadAllAsync()).Version.Next()));

        Assert.False(await table.InsertRowAsync(Entry(11111), (await table.ReadAllAsync()).Version.Next()));
        Assert.False(await UpdateAsync(table, Entry(11112), (await table.ReadAllAsync()).Version.Next()));

        var all = await table.ReadAllAsync();
        Assert.Equal((1, 1), (all.Version.Version, all.Members.Count));
    }

    [Fact]
    public async Task Table_ManyWritersAtOneVersion_OneWins()
    {
        var table = await TableAsync("cluster");
        var version = (await table.ReadAllAsync()).Version.Next();

        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => table.InsertRowAsync(Entry(12000 + i), version))));

        Assert.Single(won, w => w);
        Assert.Equal((1, 1), ((await table.ReadAllAsync()).Version.Version, (await table.ReadAllAsync()).Members.Count));
    }

    [Fact]
    public async Task Table_Heartbeat_MovesNoVersion()
    {
        var table = await TableAsync("cluster");
        var entry = Entry(11111);
        Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));

        entry.IAmAliveTime = Start.AddSeconds(2);
        await table.UpdateIAmAliveAsync(entry);

        var all = await table.ReadAllAsync();
        Assert.Equal((1, Start.AddSeconds(2)), (all.Version.Version, Assert.Single(all.Members).Item1.IAmAliveTime));
    }

    [Fact]
    public async Task Table_Cleanup_DeletesOldRowsOfSilosThatAreGone()
    {
        var table = await TableAsync("cluster");
        foreach (var entry in new[] { Entry(11111), Entry(11112, SiloStatus.Dead), Entry(11113, SiloStatus.Dead, Start.AddHours(2)) })
            Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));

        await table.CleanupDefunctSiloEntriesAsync(Start.AddHours(1));

        Assert.Equal([11111, 11113], (await table.ReadAllAsync()).Members.Select(m => m.Item1.SiloAddress.Endpoint.Port).Order());
    }

    [Fact]
    public async Task Table_OfOneCluster_KnowsNothingOfAnother()
    {
        var (table, other) = (await TableAsync("cluster"), await TableAsync("other"));
        Assert.True(await table.InsertRowAsync(Entry(11111), (await table.ReadAllAsync()).Version.Next()));

        Assert.Empty((await other.ReadAllAsync()).Members);
        await other.DeleteMembershipTableEntriesAsync("other");

        Assert.Single((await table.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task Gateways_OfTheTable_AreTheActiveOnes()
    {
        var table = await TableAsync("cluster");
        foreach (var entry in new[] { Entry(11111), Entry(11112, SiloStatus.Dead), Entry(11113, proxyPort: 0) })
            Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));

        var client = new HostApplicationBuilder();
        client.UseOrleansClient(orleans => orleans.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("cluster", "shop"))
            .UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = Database));
        using var host = client.Build();
        var gateways = host.Services.GetRequiredService<Orleans.Messaging.IGatewayListProvider>();
        await gateways.InitializeGatewayListProvider();

        Assert.Equal([30000], (await gateways.GetGateways()).Select(g => g.Port));
    }

    private static MembershipEntry Entry(int port, SiloStatus status = SiloStatus.Active, DateTime? alive = null, int proxyPort = 30000) => new()
    {
        SiloAddress = SiloAddress.New(System.Net.IPAddress.Loopback, port, 7),
        SiloName = $"a-{port}",
        HostName = "host",
        Status = status,
        ProxyPort = proxyPort,
        StartTime = Start,
        IAmAliveTime = alive ?? Start,
    };

    private static Task<bool> UpdateAsync(IMembershipTable table, MembershipEntry entry, TableVersion version) =>
        table.UpdateRowAsync(entry, version.VersionEtag, version);

    private MembershipDialect Dialect() => MembershipDialect.Create(Database.Invariant, Database.ConnectionString);

    private Task ApplyAsync() =>
        new MembershipSchema(Dialect(), TimeProvider.System, NullLogger<MembershipSchema>.Instance).ApplyAsync(TimeSpan.FromSeconds(10), CancellationToken.None);

    private async Task<IMembershipTable> TableAsync(string cluster)
    {
        await ApplyAsync();
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(orleans => orleans
            .Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster, "shop"))
            .ConfigureEndpoints(System.Net.IPAddress.Loopback, 11111, 30000)
            .UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Database.Invariant, Dialect().ConnectionString)));
        var host = builder.Build();
        var table = host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        return table;
    }

    private async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = Dialect().Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
