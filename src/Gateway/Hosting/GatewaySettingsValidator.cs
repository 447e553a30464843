using ActiveActive.Gateway.Clusters;
using ActiveActive.Gateway.Routing;
using ActiveActive.Operations;

namespace ActiveActive.Gateway.Hosting;

/// <summary>Validates all sections together.</summary>
internal static class GatewaySettingsValidator
{
    private const int MaxNameLength = 150;
    private const int MaxPeers = 16;

    /// <returns>The parsed settings; null when there is a problem that keeps them from being parsed.</returns>
    public static GatewaySettings? Validate(
        GatewayOptions gateway, WorldOptions world, TestingOptions testing, IReadOnlyDictionary<string, ClusterOptions> clusters,
        ConfigurationProblems problems)
    {
        problems.Require(SiteId.TryParse(gateway.Site, out var home), "Gateway:Site", gateway.Site, SiteRule);
        foreach (var (key, value) in new[] { ("Gateway:Name", gateway.Name), ("Gateway:ServiceId", gateway.ServiceId) })
            problems.Require(IsName(value), key, value, NameRule);
        ValidateNumbers(gateway, problems);
        var listeners = ValidateListeners(gateway, problems);
        problems.Require(gateway.AdminKeyFile.Length > 0, "Gateway:AdminKeyFile", gateway.AdminKeyFile,
            "the admin listener never works without a key: name a file, it is made when it does not exist.");
        problems.Require(gateway.DataFolder.Length > 0, "Gateway:DataFolder", gateway.DataFolder,
            "the traffic policy and the audit log have to survive a restart: name a folder, it is made when it does not exist.");
        var parsedClusters = ValidateClusters(home, clusters, problems);
        var peers = ValidatePeers(gateway.Peers, problems);
        var control = ValidateWorld(world, problems);
        if (problems.All.Count > 0) return null;
        return new GatewaySettings
        {
            Gateway = gateway,
            World = world,
            Testing = testing,
            Sites = new KnownSites(home, parsedClusters.Keys),
            Clusters = parsedClusters,
            Peers = peers,
            Public = listeners.Public!,
            Admin = listeners.Admin!,
            Dashboard = listeners.Dashboard,
            Control = control,
        };
    }

    private const string NameRule = "1 to 150 characters without control characters.";

    private static string SiteRule => $"1 to {SiteId.MaxLength} characters of a-z, 0-9 and '-', beginning with a letter.";

    private static bool IsName(string value) => value.Length is > 0 and <= MaxNameLength && !value.Any(char.IsControl);

    private static void ValidateNumbers(GatewayOptions gateway, ConfigurationProblems problems)
    {
        foreach (var (key, value, least) in new[]
        {
            ("Gateway:MaxConcurrentRequests", gateway.MaxConcurrentRequests, 1),
            ("Gateway:MaxQueuedRequests", gateway.MaxQueuedRequests, 0),
            ("Gateway:MaxConnections", gateway.MaxConnections, 1),
        })
            problems.Require(value >= least && value <= 100_000, key, value, $"{least} to 100000.");
        ValidateDuration("Gateway:AttemptTimeout", gateway.AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), problems);
        ValidateDuration("Gateway:CallTimeout", gateway.CallTimeout, gateway.AttemptTimeout, TimeSpan.FromMinutes(5), problems);
        ValidateDuration("Gateway:ShutdownTimeout", gateway.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), problems);
    }

    private static (Listener? Public, Listener? Admin, Listener? Dashboard) ValidateListeners(GatewayOptions gateway, ConfigurationProblems problems)
    {
        var open = Parse("Gateway:PublicUrl", gateway.PublicUrl);
        var admin = Parse("Gateway:AdminUrl", gateway.AdminUrl);
        var dashboard = gateway.DashboardUrl.Length > 0 ? Parse("Gateway:DashboardUrl", gateway.DashboardUrl) : null;
        const string Remedy = "has the port of another listener; they are kept apart by port, so give each its own.";
        if (open is not null && admin is not null) problems.Require(!admin.Collides(open), "Gateway:AdminUrl", gateway.AdminUrl, Remedy);
        if (dashboard is not null)
            problems.Require(!(open?.Collides(dashboard) ?? false) && !(admin?.Collides(dashboard) ?? false), "Gateway:DashboardUrl", gateway.DashboardUrl, Remedy);
        return (open, admin, dashboard);

        Listener? Parse(string key, string value) =>
            problems.Require(Listener.TryParse(value, out var listener), key, value, Listener.Expected) ? listener : null;
    }

    private static Dictionary<SiteId, ClusterSettings> ValidateClusters(
        SiteId home, IReadOnlyDictionary<string, ClusterOptions> clusters, ConfigurationProblems problems)
    {
        var parsed = new Dictionary<SiteId, ClusterSettings>();
        foreach (var (name, options) in clusters)
        {
            var key = $"Clusters:{name}";
            problems.Require(IsName(options.ClusterId), $"{key}:ClusterId", options.ClusterId, NameRule);
            if (!problems.Require(SiteId.TryParse(name, out var site), key, name, $"the part behind 'Clusters:' is a site id: {SiteRule}")) continue;
            try
            {
                parsed[site] = new ClusterSettings(options.ClusterId, ClusterMembership.Create(options.Membership));
            }
            catch (ArgumentException error)
            {
                problems.AddSecret($"{key}:Membership:ConnectionString", options.Membership.ConnectionString,
                    $"not a connection string of {options.Membership.Invariant}: {error.Message} Example: "
                    + (options.Membership.Invariant == ClusterMembership.Sqlite ? "Data Source=membership.db" : "Host=localhost;Database=orleans;Username=orleans;Password=…"));
            }
        }

        problems.Require(clusters.Count > 0, "Clusters", null, "names no cluster; at least the own site's is needed, as Clusters:{site}:ClusterId and Clusters:{site}:Membership:….");
        if (!home.IsNone && clusters.Count > 0)
            problems.Require(clusters.ContainsKey(home.Value), "Gateway:Site", home, $"there is no Clusters:{home}; configured are {string.Join(", ", clusters.Keys)}.");
        return parsed;
    }

    private static Dictionary<string, Uri> ValidatePeers(Dictionary<string, string> peers, ConfigurationProblems problems)
    {
        problems.Require(peers.Count <= MaxPeers, "Gateway:Peers", peers.Count, $"at most {MaxPeers} other gateways.");
        var parsed = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var (name, url) in peers)
            if (problems.Require(TryParseUrl(url, out var uri), $"Gateway:Peers:{name}", url, "the admin listener of another gateway: http://HOST:PORT without a path."))
                parsed[name] = uri!;
        return parsed;
    }

    private static Uri? ValidateWorld(WorldOptions world, ConfigurationProblems problems)
    {
        if (world.ControlUrl.Length == 0) return null;
        problems.Require(TryParseUrl(world.ControlUrl, out var control), "World:ControlUrl", world.ControlUrl, "http://HOST:PORT without a path.");
        problems.Require(world.ControlKeyFile.Length > 0, "World:ControlKeyFile", world.ControlKeyFile, "World:ControlUrl is set and asks for a key: name its file.");
        return control;
    }

    private static bool TryParseUrl(string text, out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && (url.Scheme is "http" or "https") && url.PathAndQuery == "/" && url.UserInfo.Length == 0;

    private static void ValidateDuration(string key, TimeSpan value, TimeSpan least, TimeSpan most, ConfigurationProblems problems) =>
        problems.Require(value >= least && value <= most, key, value, $"a duration from {least:c} to {most:c}.");
}
