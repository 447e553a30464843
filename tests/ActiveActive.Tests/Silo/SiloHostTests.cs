using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActiveActive.Operations;
using ActiveActive.Silo;
using ActiveActive.SiteLink;
using Shop.Contracts;

namespace ActiveActive.Tests.Silo;

/// <summary>The whole host, started as its program starts it.</summary>
public sealed class SiloHostTests : IClassFixture<PrivateRedis>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly PrivateRedis _redis;

    public SiloHostTests(PrivateRedis redis) => _redis = redis;

    [Fact]
    public async Task Silo_StoreIsAway_RunsNotReadyAndRefusesWritesAsNotApplied()
    {
        using var silo = new TestSilo();
        await using var host = await silo.StartAsync();
        using var client = Client(silo);

        Assert.Contains("alive", await client.GetStringAsync("/healthz"), StringComparison.Ordinal);
        using var ready = await client.GetAsync("/readyz");
        var reply = await ready.Content.ReadFromJsonAsync(HealthReplyJson.Default.HealthReply);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("store", Assert.Single(reply!.Reasons).Check);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", silo.Key.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/faults/connections")).StatusCode);
        var error = await Assert.ThrowsAsync<SiteUnavailableException>(() => Grains(host).GetGrain<IStockGrain>("tea").Set(1));
        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
    }

    [Fact]
    public async Task Silos_OfTwoSites_AreLinkedAndCutOnCommand()
    {
        var (a, b) = (SiteId.Parse("a"), SiteId.Parse("b"));
        using var siloA = new TestSilo("a") { ["Faults:Enabled"] = "true" };
        using var siloB = new TestSilo("b");
        var files = SiteLinkCertificateFiles.Ensure(Path.Combine(siloA.Folder, "certs"), [a, b], ["127.0.0.1"], TimeProvider.System);
        Link(siloA, files[a], "b", siloB.LinkUrl);
        Link(siloB, files[b], "a", siloA.LinkUrl);
        await using var hostA = await siloA.StartAsync();
        await using var hostB = await siloB.StartAsync();
        var peer = hostA.App.Services.GetRequiredService<ISiteLink>().GetPeer(b);

        await peer.WaitForConnectionAsync().WaitAsync(Deadline);
        Assert.True(await peer.MeasureRoundTripAsync(Deadline) > TimeSpan.Zero);
        using var client = Client(siloA);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", siloA.Key.Text);
        using var cut = await client.PutAsJsonAsync("/faults/site-link", new { peer = "b", cut = true, durationSeconds = 60 });

        Assert.Equal(HttpStatusCode.OK, cut.StatusCode);
        await Assert.ThrowsAnyAsync<SiteLinkException>(async () => await peer.MeasureRoundTripAsync(TimeSpan.FromMilliseconds(200)));
        (await client.PutAsJsonAsync("/faults/site-link", new { peer = "b", cut = false })).EnsureSuccessStatusCode();
        Assert.Equal("[]", await client.GetStringAsync("/faults/site-link"));
    }

    [Fact]
    public async Task Silo_PortTaken_EndsWithTheKeyInsteadOfAStack()
    {
        using var first = new TestSilo();
        using var second = new TestSilo { ["Silo:OperationsUrl"] = first.OperationsUrl };
        using var third = new TestSilo { ["Silo:SiloPort"] = first["Silo:SiloPort"] };
        await using var host = await first.StartAsync();
        await using var late = second.Build();
        await using var later = third.Build();

        var operations = await Assert.ThrowsAsync<ConfigurationException>(() => late.StartAsync(CancellationToken.None));
        var orleans = await Assert.ThrowsAsync<ConfigurationException>(() => later.StartAsync(CancellationToken.None));

        Assert.StartsWith("Silo:OperationsUrl", operations.Problems[0].Key, StringComparison.Ordinal);
        Assert.StartsWith("Silo:SiloPort", orleans.Problems[0].Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_DatabaseDoesNotAnswer_EndsSayingWhich()
    {
        using var silo = new TestSilo
        {
            ["Membership:Invariant"] = "Npgsql",
            ["Membership:ConnectionString"] = "Host=127.0.0.1;Port=1;Username=orleans;Password=hush",
            ["Membership:StartTimeout"] = "00:00:00",
        };
        await using var host = silo.Build();

        var error = await Assert.ThrowsAsync<HostStartException>(() => host.StartAsync(CancellationToken.None));

        Assert.Contains("Membership:ConnectionString", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_WithRedis_IsReadyAndKeepsStateAcrossAnotherStart()
    {
        var store = _redis.ConnectionString();
        using var silo = new TestSilo(store: store);
        var sku = $"tea-{Guid.NewGuid():N}";
        await using (var host = await silo.StartAsync())
        {
            using var client = Client(silo);
            Assert.Equal("""{"status":"ready","reasons":[]}""", await client.GetStringAsync("/readyz"));
            await Grains(host).GetGrain<IStockGrain>(sku).Set(10);
            await Grains(host).GetGrain<IStockGrain>(sku).Reserve("r", 4);
            await host.App.StopAsync().WaitAsync(Deadline);
        }

        using var next = new TestSilo(store: store);
        await using var again = await next.StartAsync();

        Assert.Equal(new StockLevel(10, 4, 6, 2, 0, "a"), await Grains(again).GetGrain<IStockGrain>(sku).Get());
    }

    private static IGrainFactory Grains(SiloHost host) => host.App.Services.GetRequiredService<IGrainFactory>();

    private static HttpClient Client(TestSilo silo) => new() { BaseAddress = new Uri(silo.OperationsUrl), Timeout = Deadline };

    private static void Link(TestSilo silo, SiteLinkCertificateFiles files, string peer, string url)
    {
        silo["SiteLink:ListenUrl"] = silo.LinkUrl;
        silo["SiteLink:CertificateFile"] = files.CertificateFile;
        silo["SiteLink:PrivateKeyFile"] = files.PrivateKeyFile;
        silo["SiteLink:AuthorityFile"] = files.AuthorityFile;
        silo[$"SiteLink:Peers:{peer}:0"] = url;
    }
}
