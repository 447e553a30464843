using ActiveActive.Gateway.Hosting;
using ActiveActive.Operations;
using Microsoft.Extensions.Configuration;

namespace ActiveActive.Tests.Gateway;

/// <summary>A configuration that cannot work is refused at the start, with key, value and remedy of everything that is wrong.</summary>
public sealed class GatewaySettingsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Gateway:Site"] = "a",
        ["Gateway:Name"] = "gateway-a",
        ["Gateway:AdminKeyFile"] = "admin.key",
        ["Gateway:DataFolder"] = "data",
        ["Clusters:a:ClusterId"] = "a",
        ["Clusters:a:Membership:ConnectionString"] = "Host=sql-a;Database=orleans",
        ["Clusters:b:ClusterId"] = "b",
        ["Clusters:b:Membership:Invariant"] = "System.Data.SQLite",
        ["Clusters:b:Membership:ConnectionString"] = "Data Source=b.db",
        ["Gateway:Peers:gateway-b"] = "http://10.0.0.2:8090",
    };

    [Fact]
    public void Settings_Good_AreParsed()
    {
        var settings = Read();

        Assert.Equal(("a", "a, b"), (settings.Sites.Home.Value, settings.Sites.ToString()));
        Assert.Equal(new Uri("http://10.0.0.2:8090"), settings.Peers["gateway-b"]);
        Assert.Null(settings.Dashboard);
        Assert.Null(settings.Control);
        Assert.Contains("Maximum Pool Size=4", settings.Clusters[SiteId.Parse("a")].Membership.ConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway:Site", "", "Gateway:Site")]
    [InlineData("Gateway:Site", "A", "Gateway:Site")]
    [InlineData("Gateway:Site", "c", "Gateway:Site")]
    [InlineData("Gateway:Name", "", "Gateway:Name")]
    [InlineData("Gateway:AdminKeyFile", "", "Gateway:AdminKeyFile")]
    [InlineData("Gateway:DataFolder", "", "Gateway:DataFolder")]
    [InlineData("Gateway:PublicUrl", "8080", "Gateway:PublicUrl")]
    [InlineData("Gateway:PublicUrl", "https://127.0.0.1:1", "Gateway:PublicUrl")]
    [InlineData("Gateway:PublicUrl", "http://somewhere:1", "Gateway:PublicUrl")]
    [InlineData("Gateway:AdminUrl", "http://0.0.0.0:8080", "Gateway:AdminUrl")]
    [InlineData("Gateway:DashboardUrl", "http://127.0.0.1:8090", "Gateway:DashboardUrl")]
    [InlineData("Gateway:MaxConcurrentRequests", "0", "Gateway:MaxConcurrentRequests")]
    [InlineData("Gateway:MaxQueuedRequests", "x", "Gateway:MaxQueuedRequests")]
    [InlineData("Gateway:CallTimeout", "00:00:01", "Gateway:CallTimeout")]
    [InlineData("Gateway:Peers:gateway-b", "10.0.0.2", "Gateway:Peers:gateway-b")]
    [InlineData("Gateway:Sight", "a", "Gateway:Sight")]
    [InlineData("Clusters:B2_:ClusterId", "b", "Clusters:B2_")]
    [InlineData("Clusters:b:ClusterId", "", "Clusters:b:ClusterId")]
    [InlineData("Clusters:b:Membership:Invariant", "Oracle", "Clusters:b:Membership:ConnectionString")]
    [InlineData("Clusters:a:Membership:ConnectionString", "nonsense", "Clusters:a:Membership:ConnectionString")]
    [InlineData("Clusters:b:Membership:ConnectionString", "Data Source=:memory:", "Clusters:b:Membership:ConnectionString")]
    [InlineData("World:ControlUrl", "ftp://x", "World:ControlUrl")]
    [InlineData("World:ControlUrl", "http://127.0.0.1:1", "World:ControlKeyFile")]
    [InlineData("Testing:Enabled", "maybe", "Testing:Enabled")]
    public void Setting_ThatCannotWork_IsNamed(string key, string value, string named)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        Assert.Contains(error.Problems, p => p.Key == named && p.Remedy.Length > 10);
    }

    [Fact]
    public void ConnectionString_ThatCannotWork_IsNotRepeated()
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(("Clusters:a:Membership:ConnectionString", "Password=secret")));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_InUse_IsNamedAtTheStart()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}";
        await using var site = new ShopSite("a");

        var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunningGateway.StartAsync([site], null, $"Gateway:AdminUrl={url}"));

        Assert.Equal(("Gateway:AdminUrl", url), (error.Problems.Single().Key, error.Problems.Single().Value));
    }

    [Fact]
    public async Task DataFolder_OfAnotherGateway_IsNamedAtTheStart()
    {
        await using var site = new ShopSite("a");
        await using var first = await RunningGateway.StartAsync([site]);

        var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunningGateway.StartAsync([site], first.Folder));

        Assert.Equal("Gateway:DataFolder", error.Problems.Single().Key);
    }

    [Fact]
    public async Task Help_ListsEveryKey()
    {
        using var text = new StringWriter();
        await GatewaySettings.Help.WriteAsync(text);

        foreach (var key in new[] { "Gateway:Site", "Gateway:Peers", "Gateway:MaxQueuedRequests", "Clusters:{site}:Membership:Invariant", "World:ControlUrl", "Testing:Enabled" })
            Assert.Contains(key, text.ToString(), StringComparison.Ordinal);
    }

    private static GatewaySettings Read(params (string Key, string Value)[] changes)
    {
        var values = new Dictionary<string, string?>(Good);
        foreach (var (key, value) in changes) values[key] = value;
        return GatewaySettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
