using System.Net.Http.Headers;
using ActiveActive.Gateway.Hosting;
using ActiveActive.Operations;
using ActiveActive.Traffic;

namespace ActiveActive.Tests.Gateway;

/// <summary>A gateway on real sockets in this process, in a folder of its own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private static readonly SocketsHttpHandler Handler = new() { UseCookies = false, AllowAutoRedirect = false };

    private readonly bool _ownsFolder;

    private RunningGateway(GatewayHost host, string folder, bool ownsFolder)
    {
        Host = host;
        Folder = folder;
        _ownsFolder = ownsFolder;
        Key = OperationsKeyFile.Read(Path.Combine(folder, "admin.key"));
        Public = new HttpClient(Handler, disposeHandler: false) { BaseAddress = new Uri(host.Public.Urls.Single()) };
        Admin = new HttpClient(Handler, disposeHandler: false)
        {
            BaseAddress = new Uri(host.Admin.Urls.Single()),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key.Text) },
        };
    }

    public GatewayHost Host { get; }

    public string Folder { get; }

    public OperationsKey Key { get; }

    /// <summary>The public listener.</summary>
    public HttpClient Public { get; }

    /// <summary>The admin listener, with the key.</summary>
    public HttpClient Admin { get; }

    public ITrafficControl Traffic => Host.Public.Services.GetRequiredService<ITrafficControl>();

    /// <summary>Starts a gateway at home in the first site and waits until every running site is up.</summary>
    /// <param name="sites">The sites; the first is the gateway's own.</param>
    /// <param name="folder">Folder of an earlier run; null makes one, which is deleted in the end.</param>
    /// <param name="settings">Further settings, e.g. <c>Gateway:MaxQueuedRequests=0</c>.</param>
    public static async Task<RunningGateway> StartAsync(IReadOnlyList<ShopSite> sites, string? folder = null, params string[] settings)
    {
        var own = folder is null;
        folder ??= NewFolder();
        var home = sites[0];
        string[] args =
        [
            $"--Gateway:Site={home.Site}", $"--Gateway:Name=gateway-{home.Site}", "--Gateway:PublicUrl=http://127.0.0.1:0",
            "--Gateway:AdminUrl=http://127.0.0.1:0", $"--Gateway:AdminKeyFile={Path.Combine(folder, "admin.key")}",
            $"--Gateway:DataFolder={Path.Combine(folder, $"data-{home.Site}")}", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None", "--Logging:LogLevel:Orleans=None",
            .. sites.SelectMany(s => new[]
            {
                $"--Clusters:{s.Site}:ClusterId={s.ClusterId}", $"--Clusters:{s.Site}:Membership:Invariant=System.Data.SQLite",
                $"--Clusters:{s.Site}:Membership:ConnectionString=Data Source={Path.Combine(folder, "unused.db")}",
            }),
            .. settings.Select(s => $"--{s}"),
        ];
        var host = GatewayHost.Build(args, (site, client) => sites.Single(s => s.Site == site).Connect(client));
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return new RunningGateway(host, folder, own);
    }

    /// <summary>Waits until a snapshot of the traffic is as wanted.</summary>
    public async Task WaitForTrafficAsync(string phase, Func<TrafficSnapshot, bool> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(TrafficSnapshot snapshot)
        {
            if (wanted(snapshot)) seen.TrySetResult();
        }

        Traffic.Changed += Look;
        Look(Traffic.Snapshot);
        try
        {
            await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{phase}: the sites are {string.Join(", ", Traffic.Snapshot.Sites)}, the policy is {Traffic.Policy}");
        }
        finally
        {
            Traffic.Changed -= Look;
        }
    }

    /// <summary>Waits until all sites are up.</summary>
    public Task WaitForSitesAsync() => WaitForTrafficAsync("waiting for all sites to be up", s => s.Sites.All(x => x.Health == SiteHealth.Up));

    public static string NewFolder() => Directory.CreateTempSubdirectory("aa-gateway-").FullName;

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        Admin.Dispose();
        await Host.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }
}
