using ActiveActive.Gateway.Clusters;
using ActiveActive.Gateway.Routing;
using ActiveActive.Operations;

namespace ActiveActive.Gateway.Hosting;

/// <summary>Everything this host is configured by, bound and validated together before anything starts.</summary>
internal sealed record GatewaySettings
{
    /// <summary>Lines of <c>--help</c>.</summary>
    public static HostHelp Help { get; } = new("gateway", "the HTTP contract, the admin endpoints and the console of one site.",
    [
        .. OptionsSection.Describe<GatewayOptions>("Gateway"),
        .. OptionsSection.Describe<ClusterOptions>("Clusters:{site}"),
        .. OptionsSection.Describe<WorldOptions>("World"),
        .. OptionsSection.Describe<TestingOptions>("Testing"),
    ]);

    /// <summary>Section <c>Gateway</c>.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Section <c>World</c>.</summary>
    public required WorldOptions World { get; init; }

    /// <summary>Section <c>Testing</c>.</summary>
    public required TestingOptions Testing { get; init; }

    /// <summary>The own site among all.</summary>
    public required KnownSites Sites { get; init; }

    /// <summary>The clusters by site.</summary>
    public required IReadOnlyDictionary<SiteId, ClusterSettings> Clusters { get; init; }

    /// <summary>The other gateways by name.</summary>
    public required IReadOnlyDictionary<string, Uri> Peers { get; init; }

    /// <summary>Listener of the HTTP contract.</summary>
    public required Listener Public { get; init; }

    /// <summary>Listener of the admin endpoints and the console.</summary>
    public required Listener Admin { get; init; }

    /// <summary>Listener of the dashboard; null when it is switched off.</summary>
    public Listener? Dashboard { get; init; }

    /// <summary>Control endpoint of the local world; null when there is none.</summary>
    public Uri? Control { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ConfigurationException">They cannot work; every reason is given.</exception>
    public static GatewaySettings Read(IConfiguration configuration)
    {
        var problems = new ConfigurationProblems();
        var gateway = OptionsSection.Bind<GatewayOptions>(configuration, "Gateway", problems);
        var world = OptionsSection.Bind<WorldOptions>(configuration, "World", problems);
        var testing = OptionsSection.Bind<TestingOptions>(configuration, "Testing", problems);
        var clusters = configuration.GetSection("Clusters").GetChildren()
            .ToDictionary(c => c.Key, c => OptionsSection.Bind<ClusterOptions>(configuration, c.Path, problems), StringComparer.OrdinalIgnoreCase);

        var parsed = GatewaySettingsValidator.Validate(gateway, world, testing, clusters, problems);
        problems.ThrowIfAny();
        return parsed!;
    }
}
