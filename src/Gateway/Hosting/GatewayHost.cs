using ActiveActive.Gateway.Admin;
using ActiveActive.Gateway.Dashboard;
using ActiveActive.Operations;

namespace ActiveActive.Gateway.Hosting;

/// <summary>
/// One gateway: the public, the admin and the dashboard listener, each a web application of its own with its own table of endpoints, so that no
/// mistake in routing serves an admin endpoint to the public.
/// </summary>
/// <remarks>Life cycle: <see cref="Build"/> reads and validates the configuration and touches nothing else but the key file and the data folder;
/// <see cref="StartAsync"/> connects to the clusters in the background and opens the listeners; a cluster that is away delays nothing.
/// Disposal ends what still runs.</remarks>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewaySettings _settings;
    private readonly GatewayFiles _files;

    private GatewayHost(GatewaySettings settings, GatewayFiles files, WebApplication open, WebApplication admin, WebApplication? dashboard)
    {
        _settings = settings;
        _files = files;
        Public = open;
        Admin = admin;
        Dashboard = dashboard;
    }

    /// <summary>The public listener, whose container owns what the listeners share.</summary>
    public WebApplication Public { get; }

    /// <summary>The admin listener.</summary>
    public WebApplication Admin { get; }

    /// <summary>The dashboard's listener; null when it is switched off.</summary>
    public WebApplication? Dashboard { get; }

    /// <summary>Builds a gateway from <c>appsettings.json</c>, environment and command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="connect">How to reach the cluster of a site; through its membership database by default.</param>
    /// <exception cref="ConfigurationException">The configuration cannot work.</exception>
    public static GatewayHost Build(string[] args, Action<SiteId, IClientBuilder>? connect = null)
    {
        var builder = HostProgram.CreateBuilder(args);
        var settings = GatewaySettings.Read(builder.Configuration);
        var files = GatewayFiles.Open(settings);
        var open = PublicListener.Build(builder, settings, files, connect);
        return new GatewayHost(
            settings, files, open, AdminListener.Build(open.Services, settings, files), DashboardListener.Build(open.Services, settings, files));
    }

    /// <summary>Starts, and runs until the process is told to end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await Public.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Starts.</summary>
    /// <exception cref="ConfigurationException">An address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartAsync(Public, "Gateway:PublicUrl", _settings.Gateway.PublicUrl, cancellationToken);
        await StartAsync(Admin, "Gateway:AdminUrl", _settings.Gateway.AdminUrl, cancellationToken);
        if (Dashboard is not null) await StartAsync(Dashboard, "Gateway:DashboardUrl", _settings.Gateway.DashboardUrl, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Those that borrow go before the one that owns.
        if (Dashboard is not null) await Dashboard.DisposeAsync();
        await Admin.DisposeAsync();
        await Public.DisposeAsync();
        _files.Dispose();
    }

    private static async Task StartAsync(WebApplication app, string key, string url, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception error) when (ListenFailure.Explain(error) is { } remedy)
        {
            throw new ConfigurationException(key, url, remedy);
        }
    }
}
