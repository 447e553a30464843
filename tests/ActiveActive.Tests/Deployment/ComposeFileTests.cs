using System.Text.RegularExpressions;
using ActiveActive.Gateway.Hosting;
using ActiveActive.Operations;
using ActiveActive.Silo;
using ActiveActive.SiteLink;
using ActiveActive.Tests.Architecture;
using Microsoft.Extensions.Configuration;

namespace ActiveActive.Tests.Deployment;

/// <summary>Holds the compose file to what the hosts know, by the hosts' own validation, and to its own promises. No engine is needed.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    /// <summary>Services that cannot say whether they work, each with its reason in the compose file.</summary>
    private static readonly string[] Unprobed = ["hub-emulator-a", "hub-emulator-b"];

    public static TheoryData<string> Silos => [.. Compose.Silos.Select(s => s.Name)];

    public static TheoryData<string> Gateways => [.. Compose.Gateways.Select(s => s.Name)];

    [Fact]
    public void Sites_EachHasThreeSilosAndAGateway()
    {
        Assert.Equal(["a-1", "a-2", "a-3", "b-1", "b-2", "b-3"], Compose.Silos.Select(s => s.Environment["Silo__Name"]).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], Compose.Gateways.Select(s => s.Environment["Gateway__Site"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Silos))]
    public void Silo_Environment_IsKnownAndValid(string name)
    {
        var service = Compose.Services[name];
        var settings = SiloSettings.Read(Configuration(service));

        Assert.Equal(["Membership", "Silo", "SiteLink", "Store"], Sections(service));
        Assert.Equal($"silo-{settings.Silo.Name}", name);
        Assert.Equal(service.Networks[$"site-{settings.Site}"], settings.Silo.Address);
        AssertLinkIsValid(service, settings);
    }

    [Theory]
    [MemberData(nameof(Gateways))]
    public void Gateway_Environment_IsKnownAndValid(string name)
    {
        var service = Compose.Services[name];
        var settings = GatewaySettings.Read(Configuration(service));

        Assert.Equal(["Clusters", "Gateway"], Sections(service));
        foreach (var (site, cluster) in settings.Clusters)
        {
            var silos = Compose.Silos.Where(s => s.Environment["Silo__Site"] == site.Value).ToArray();
            Assert.All(silos, silo => Assert.Equal(silo.Environment["Silo__ClusterId"], cluster.ClusterId));
            Assert.All(silos, silo => Assert.Equal(silo.Environment["Membership__ConnectionString"], service.Environment[$"Clusters__{site}__Membership__ConnectionString"]));
            Assert.Contains($"site-{site}", service.Networks.Keys);
        }

        Assert.Equal(["a", "b"], settings.Clusters.Keys.Select(site => site.Value).Order(StringComparer.Ordinal));
        Assert.All(settings.Peers.Values, peer => Assert.Contains(peer.Host, Compose.Services.Keys));
    }

    [Fact]
    public void Key_NobodyKnows_IsFound()
    {
        var service = Compose.Services["silo-a-1"];
        var misspelt = service with { Environment = new Dictionary<string, string>(service.Environment) { ["Silo__Nmae"] = "x" } };

        Assert.Contains("Silo:Nmae", Assert.Throws<ConfigurationException>(() => SiloSettings.Read(Configuration(misspelt))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_ThatStay_HaveHealthChecks()
    {
        Assert.Equal(Unprobed, Compose.Services.Values.Where(s => !s.IsOneShot && !s.HasHealthCheck).Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Equal("secrets", Assert.Single(Compose.Services.Values, s => s.IsOneShot).Name);
    }

    [Fact]
    public void Ports_OnlyGatewaysConsolesAndDashboards_ArePublishedAndOnLoopbackByDefault()
    {
        Assert.All(Compose.Services.Values.Where(s => s.Ports.Count > 0), s => Assert.Contains(s, Compose.Gateways));
        foreach (var gateway in Compose.Gateways)
        {
            Assert.All(gateway.Ports, port => Assert.StartsWith("${PUBLISH_ADDRESS:-127.0.0.1}:", port, StringComparison.Ordinal));
            var listeners = new[] { "PublicUrl", "AdminUrl", "DashboardUrl" }.Select(key => new Uri(gateway.Environment[$"Gateway__{key}"]).Port);
            Assert.Equal(listeners, gateway.Ports.Select(port => int.Parse(port.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture)));
        }

        var published = Compose.Gateways.SelectMany(g => g.Ports).Select(port => port.Split(':')[^2]).ToArray();
        Assert.Equal(published.Length, published.Distinct().Count());
    }

    [Fact]
    public void Credentials_NoneIsWrittenHere()
    {
        foreach (var service in Compose.Services.Values)
        {
            foreach (var (key, value) in service.Environment)
                if (SecretKey().IsMatch(key) && !key.EndsWith("File", StringComparison.Ordinal)) Assert.Matches(@"^\$\{[A-Z_]+:\?[^}]+\}$", value);
            foreach (var value in service.Environment.Values.Concat(service.Command))
                foreach (Match secret in SecretInText().Matches(value))
                    Assert.StartsWith("${", secret.Groups["value"].Value, StringComparison.Ordinal);
        }

        var store = Compose.Services["store-a"].Command;
        Assert.StartsWith("${STORE_PASSWORD:?", store[store.ToList().IndexOf("--requirepass") + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_EveryOne_IsInTheExampleFileAndTheOtherWayRound()
    {
        var used = Variable().Matches(Compose.Text).Select(m => m.Groups["name"].Value).Append("COMPOSE_PROFILES").Distinct().Order(StringComparer.Ordinal);
        var example = File.ReadLines(Path.Combine(Repository.Root, ".env.example")).Where(line => line.Contains('=') && !line.StartsWith('#'))
            .Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal);

        Assert.Equal(used, example);
    }

    [Fact]
    public void Networks_ASitesServices_AreNotOnTheOtherSitesNetwork()
    {
        foreach (var service in Compose.Services.Values.Where(s => s.Networks.ContainsKey("site-a") && s.Networks.ContainsKey("site-b")))
            Assert.True(service.Name is "gateway-a" or "gateway-b" or "prometheus", $"{service.Name} is on both sites' networks");
        Assert.All(["sql-a", "store-a", "sql-b", "store-b"], name => Assert.Single(Compose.Services[name].Networks));
    }

    [Fact]
    public void Stores_FlushBeforeTheyAcknowledge_AndNeverForget()
    {
        foreach (var name in new[] { "store-a", "store-b" })
        {
            var command = string.Join(' ', Compose.Services[name].Command);
            Assert.Contains("--appendonly yes --appendfsync always --maxmemory-policy noeviction", command, StringComparison.Ordinal);
            Assert.Contains(Compose.Services[name].Volumes, v => v == $"{name}:/data");
        }
    }

    [Fact]
    public void Prometheus_ScrapesEveryHost()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus", "prometheus.yml"));
        foreach (var silo in Compose.Silos) Assert.Contains($"'{silo.Name}:{new Uri(silo.Environment["Silo__OperationsUrl"]).Port}'", text, StringComparison.Ordinal);
        foreach (var gateway in Compose.Gateways) Assert.Contains($"'{gateway.Name}:{new Uri(gateway.Environment["Gateway__AdminUrl"]).Port}'", text, StringComparison.Ordinal);
    }

    private static void AssertLinkIsValid(ComposeService service, SiloSettings settings)
    {
        var link = new SiteLinkOptions();
        Configuration(service).GetSection("SiteLink").Bind(link);
        (link.Site, link.Name, link.ServiceId) = (settings.Silo.Site, settings.Silo.Name, settings.Silo.ServiceId);

        // The files exist in the container only: those the one-shot service writes, as DeploymentSecretsTests checks.
        Assert.Equal(["/secrets/site.pem", "/secrets/site.key", "/secrets/authority.pem"], [link.CertificateFile, link.PrivateKeyFile, link.AuthorityFile]);
        link.CertificateFile = link.PrivateKeyFile = link.AuthorityFile = typeof(ComposeFileTests).Assembly.Location;
        Assert.Equal([], new SiteLinkOptionsValidator().Validate(null, link).Failures ?? []);

        var other = settings.Silo.Site == "a" ? "b" : "a";
        Assert.Equal(other, Assert.Single(link.Peers).Key);
        Assert.Equal(
            Compose.Silos.Where(s => s.Environment["Silo__Site"] == other).Select(s => $"https://{s.Name}:{new Uri(s.Environment["SiteLink__ListenUrl"]).Port}").Order(StringComparer.Ordinal),
            link.Peers[other].Order(StringComparer.Ordinal));
        Assert.Contains("intersite", service.Networks.Keys);
    }

    /// <summary>The environment as the host reads it, with a value in place of each variable.</summary>
    private static IConfigurationRoot Configuration(ComposeService service) => new ConfigurationBuilder()
        .AddInMemoryCollection(service.Environment.Select(e => KeyValuePair.Create(e.Key.Replace("__", ":", StringComparison.Ordinal), (string?)Variable().Replace(e.Value, "value"))))
        .Build();

    private static IEnumerable<string> Sections(ComposeService service) =>
        service.Environment.Keys.Select(key => key.Split("__")[0]).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(:[?-][^}]*)?\}")]
    private static partial Regex Variable();

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|KEY$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();

    [GeneratedRegex(@"password=(?<value>[^;,\s]*)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretInText();
}
