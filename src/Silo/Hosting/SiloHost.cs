using ActiveActive.Operations;
using ActiveActive.SiteLink;
using Orleans.Configuration;
using Orleans.Dashboard;
using Shop.Grains;

namespace ActiveActive.Silo;

/// <summary>One silo with its operations listener.</summary>
/// <remarks>Life cycle: <see cref="Build"/> reads and validates the configuration and touches nothing else but the key file; <see cref="StartAsync"/>
/// prepares the membership database, joins the cluster and opens the operations listener; disposal ends what still runs.</remarks>
public sealed partial class SiloHost : IAsyncDisposable
{
    private readonly SiloSettings _settings;

    private SiloHost(WebApplication app, SiloSettings settings)
    {
        App = app;
        _settings = settings;
    }

    /// <summary>The host.</summary>
    public WebApplication App { get; }

    /// <summary>Builds a silo from <c>appsettings.json</c>, environment and command line.</summary>
    /// <exception cref="ConfigurationException">The configuration cannot work.</exception>
    public static SiloHost Build(string[] args)
    {
        var builder = HostProgram.CreateBuilder(args);
        var settings = SiloSettings.Read(builder.Configuration);
        var key = ReadKey(settings.Silo);
        ConfigureHost(builder, settings);
        builder.UseOrleans(silo => ConfigureSilo(silo, settings));

        var app = builder.Build();
        app.UseRouting();
        app.UseOperationsKey(key);
        app.MapOperations();
        app.MapOrleansDashboard("/dashboard");
        app.MapFaults(settings.Faults);
        // The link has its own listener and its own, stronger proof of who calls; the key is not for peers.
        app.MapGroup(string.Empty).AllowWithoutKey().MapSiteLink();
        return new SiloHost(app, settings);
    }

    /// <summary>Starts, and runs until the process is told to end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await App.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Starts.</summary>
    /// <exception cref="ConfigurationException">An address cannot be listened on, or the database is newer than this silo.</exception>
    /// <exception cref="HostStartException">The membership database does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ListenPort.RequireFree("Silo:SiloPort", _settings.Address, _settings.Silo.SiloPort!.Value);
        ListenPort.RequireFree("Silo:GatewayPort", _settings.Address, _settings.Silo.GatewayPort!.Value);
        ListenPort.RequireFree("Silo:OperationsUrl", _settings.OperationsAddress, _settings.OperationsUrl.Port);
        await App.Services.GetRequiredService<MembershipSchema>().ApplyAsync(_settings.Membership.StartTimeout, cancellationToken);
        try
        {
            await App.StartAsync(cancellationToken);
            var silo = _settings.Silo;
            LogStarted(App.Logger, silo.Name, silo.Site, silo.ClusterId, silo.ServiceId, $"{silo.Address}:{silo.SiloPort}", $"{silo.Address}:{silo.GatewayPort}");
            if (_settings.Faults.Enabled) LogFaultsEnabled(App.Logger);
        }
        catch (Exception error) when (StartFailure.Explain(error, _settings) is { } explained)
        {
            throw explained;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Leaves the cluster; without it the others would have to find out.
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private static OperationsKey? ReadKey(SiloOptions options)
    {
        if (options.OperationsKeyFile.Length == 0) return null;
        try
        {
            return OperationsKeyFile.ReadOrCreate(options.OperationsKeyFile);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("Silo:OperationsKeyFile", options.OperationsKeyFile, $"{error.Message} Name a file this process may read.");
        }
    }

    private static void ConfigureHost(WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (settings.OperationsUrl.Host == "localhost") kestrel.ListenLocalhost(settings.OperationsUrl.Port);
            else kestrel.Listen(settings.OperationsAddress, settings.OperationsUrl.Port);
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Silo.ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ISiteIdentity>(new SiteIdentity(settings.Site));
        builder.Services.AddOperations("silo", settings.Silo.Name);
        AddSiteLink(builder, settings);
    }

    private static void AddSiteLink(WebApplicationBuilder builder, SiloSettings settings)
    {
        var section = builder.Configuration.GetSection("SiteLink");
        builder.Services.AddSiteLink(section, link =>
        {
            (link.Site, link.Name, link.ServiceId) = (settings.Silo.Site, settings.Silo.Name, settings.Silo.ServiceId);
            link.FaultsEnabled = settings.Faults.Enabled;
            // A peer that finds no other silo of this site, because all of them stop, stays until it is sent away. That has to leave time for the rest.
            if (section[nameof(link.DrainTimeout)] is null) link.DrainTimeout = settings.Silo.ShutdownTimeout / 5;
        });
    }

    private static void ConfigureSilo(ISiloBuilder silo, SiloSettings settings)
    {
        var options = settings.Silo;
        silo.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (options.ServiceId, options.ClusterId));
        silo.Configure<Orleans.Configuration.SiloOptions>(o => o.SiloName = options.Name);
        silo.ConfigureEndpoints(settings.Address, options.SiloPort!.Value, options.GatewayPort!.Value, listenOnAnyHostAddress: false);
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = o.SystemResponseTimeout = options.ResponseTimeout);
        silo.UseSiteMembership(settings.Membership);
        silo.AddSiteStore(settings.Store);
        silo.AddFaults(settings.Faults);
        silo.AddDashboard();
        silo.AddShopGrains();
    }
}
