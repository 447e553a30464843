using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Demo;
using ActiveActive.LocalWorld.Demo.Calls;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.World;
using ActiveActive.WorldTests.Harness;

namespace ActiveActive.WorldTests.Worlds;

/// <summary>Worlds are started, stopped, killed and started again. Smallest worlds: one silo a site.</summary>
public abstract class LifecycleTests(WorldFixture profile) : IDisposable
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);
    private readonly string _folder = TestFolder.Create();

    private string Data => Path.Combine(_folder, "world");

    [Fact]
    public async Task World_IsStoppedAndStartedAgain_KeepsItsDataItsKeyAndItsAddresses()
    {
        profile.Require();
        ShopAddresses before;
        await using (var first = Start(Data))
        {
            using var access = await WorldAccess.OpenAsync(first);
            before = access.Addresses;
            await FillAsync(access);
            Assert.Equal(0, await first.TerminateAsync());
            await first.NothingLeftAsync(TimeSpan.Zero);
        }

        await using var second = Start(Data);
        using var again = await WorldAccess.OpenAsync(second);
        await RequireFilledAsync(again);
        Assert.Equal(before.Key, again.Key);
        Assert.Equal(before.Gateways, again.Addresses.Gateways);
    }

    [Fact]
    public async Task Launcher_IsKilledWhileAChildIsStopped_LeavesNoProcessAndTheDataAreThereAgain()
    {
        profile.Require();
        await using (var first = Start(Data))
        {
            using var access = await WorldAccess.OpenAsync(first);
            await FillAsync(access);
            await access.Operator.InjectAsync(new FaultRequest { Kind = FaultKinds.Pause, Target = "store-b", DurationSeconds = 600 }, default);
            await access.Operator.InjectAsync(new FaultRequest { Kind = FaultKinds.Pause, Target = "a-1", DurationSeconds = 600 }, default);
            first.Signal(PosixSignal.Kill);
            await first.ExitAsync(EndsWithin);
            await first.NothingLeftAsync(EndsWithin);
        }

        await using var second = Start(Data);
        using var again = await WorldAccess.OpenAsync(second);
        await RequireFilledAsync(again);
    }

    [Fact]
    public async Task LauncherAndWarden_AreKilled_NextLauncherOnTheFolderEndsWhatTheyLeft()
    {
        profile.Require();
        IReadOnlyList<ProcessIdentity> left;
        await using (var first = Start(Data))
        {
            await first.ReadyAsync();
            // A launcher that is stopped cannot replace the warden.
            first.Signal(PosixSignal.Stop);
            Posix.Signal((int)first.Starting!["warden"]!, PosixSignal.Kill);
            first.Signal(PosixSignal.Kill);
            await first.ExitAsync(EndsWithin);
            left = first.Alive();
            Assert.NotEmpty(left);

            await using var second = Start(Data);
            await second.EventAsync("the start", e => (string?)e["event"] == "starting", EndsWithin);
            Assert.All(left, p => Assert.False(p.IsAlive, $"process {p.Pid} still runs"));
            await second.ReadyAsync();
        }
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private LauncherProcess Start(string data) => LauncherProcess.Start(data, "--silos", "1", "--profile", profile.Profile);

    private static async Task FillAsync(WorldAccess access)
    {
        foreach (var site in access.Addresses.Sites)
        {
            var body = new JsonObject { ["name"] = $"Kept in {site}", ["priceCents"] = 700 };
            var answer = await access.Caller(site).SendAsync(ShopCall.Write(HttpMethod.Put, "/shop/products/kept", body, $"kept-{site}"), default);
            Assert.True(answer.IsSuccess && answer.Site == site, $"the write to site {site} answers {answer.Status} from site '{answer.Site}': {answer.LastTrouble}");
        }
    }

    private static async Task RequireFilledAsync(WorldAccess access)
    {
        foreach (var site in access.Addresses.Sites)
        {
            var answer = await access.Caller(site).SendAsync(ShopCall.Get("/shop/products/kept", site), default);
            Assert.Equal((site, $"Kept in {site}"), (answer.Site, (string?)answer.Body?["name"]));
        }
    }
}

[Collection(EmbeddedWorldTests.Name)]
public sealed class EmbeddedLifecycleTests(EmbeddedWorld profile) : LifecycleTests(profile);

[Collection(ServicesWorldTests.Name)]
public sealed class ServicesLifecycleTests(ServicesWorld profile) : LifecycleTests(profile);
