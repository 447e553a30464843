using ActiveActive.Operations;
using ActiveActive.Silo;
using Microsoft.Extensions.Configuration;

namespace ActiveActive.Tests.Silo;

public sealed class SiloSettingsTests
{
    private static readonly Dictionary<string, string?> Legal = new()
    {
        ["Silo:Site"] = "a",
        ["Silo:Name"] = "a-1",
        ["Silo:ClusterId"] = "c1",
        ["Silo:SiloPort"] = "11111",
        ["Silo:GatewayPort"] = "30000",
        ["Membership:ConnectionString"] = "Host=sql;Database=orleans;Username=orleans;Password=hush",
        ["Store:ConnectionString"] = "redis:6379,password=hush",
    };

    [Fact]
    public void Settings_OnlyWhatHasNoDefault_AreEnough()
    {
        var settings = Read();

        Assert.Equal((SiteId.Parse("a"), "shop", 8081), (settings.Site, settings.Silo.ServiceId, settings.OperationsUrl.Port));
        Assert.False(settings.Faults.Enabled);
    }

    [Theory]
    [InlineData("Silo:Site", "A", "Silo:Site = 'A'")]
    [InlineData("Silo:Site", "", "Silo:Site is not set")]
    [InlineData("Silo:Name", "", "Silo:Name is not set")]
    [InlineData("Silo:Nmae", "a-1", "Silo:Nmae = 'a-1': no such key")]
    [InlineData("Silo:SiloPort", "0", "Silo:SiloPort = '0'")]
    [InlineData("Silo:SiloPort", "30000", "Silo:GatewayPort = '30000': the same as Silo:SiloPort")]
    [InlineData("Silo:SiloPort", "8081", "Silo:OperationsUrl = 'http://127.0.0.1:8081': has the port of Silo:SiloPort")]
    [InlineData("Silo:GatewayPort", "many", "Silo:GatewayPort = 'many': not a legal value; expected is a whole number")]
    [InlineData("Silo:Address", "0.0.0.0", "Silo:Address = '0.0.0.0'")]
    [InlineData("Silo:Address", "silo-a", "Silo:Address = 'silo-a'")]
    [InlineData("Silo:OperationsUrl", "https://127.0.0.1:1", "Silo:OperationsUrl = 'https://127.0.0.1:1'")]
    [InlineData("Silo:OperationsUrl", "http://example.org:1", "Silo:OperationsUrl = 'http://example.org:1'")]
    [InlineData("Silo:ResponseTimeout", "00:10:00", "Silo:ResponseTimeout = '00:10:00': a duration from 0:00:00.5 to 0:05:00.")]
    [InlineData("Membership:ProbeTimeout", "00:00:05", "Membership:ProbeTimeout = '00:00:05': × Membership:MissedProbes (2) is 00:00:10, not less than Silo:ResponseTimeout")]
    [InlineData("Membership:Invariant", "Oracle", "Membership:Invariant = 'Oracle'")]
    [InlineData("Membership:ConnectionString", "", "Membership:ConnectionString is not set")]
    [InlineData("Membership:ConnectionString", "Hots=x;Password=hush", "Membership:ConnectionString = '(not shown)'")]
    [InlineData("Membership:Votes", "0", "Membership:Votes = '0'")]
    [InlineData("Membership:MissedProbes", "0", "Membership:MissedProbes = '0'")]
    [InlineData("Membership:DefunctAfter", "00:00:10", "Membership:DefunctAfter = '00:00:10'")]
    [InlineData("Store:ConnectionString", "", "Store:ConnectionString is not set")]
    [InlineData("Store:ConnectionString", "password=hush", "Store:ConnectionString = '(not shown)': names no host")]
    [InlineData("Store:ConnectionString", "redis,connectTimeout=soon", "Store:ConnectionString = '(not shown)': not in StackExchange.Redis syntax")]
    [InlineData("Store:CommandTimeout", "00:00:20", "Store:CommandTimeout = '00:00:20': not less than Silo:ResponseTimeout")]
    [InlineData("Store:MaxStateBytes", "1", "Store:MaxStateBytes = '1'")]
    [InlineData("Faults:Enabled", "true", "Silo:OperationsKeyFile is not set: Faults:Enabled is true")]
    [InlineData("Faults:Enabled", "perhaps", "Faults:Enabled = 'perhaps'")]
    public void Settings_OneMistake_NameKeyValueAndRemedyAndNoSecret(string key, string value, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        var line = Assert.Single(error.Problems).ToString();
        Assert.StartsWith(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void Settings_SeveralMistakes_AreToldTogether()
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(("Silo:Site", "A"), ("Store:MaxStateBytes", "1"), ("Membership:Votes", "x")));

        Assert.Equal(["Membership:Votes", "Silo:Site", "Store:MaxStateBytes"], error.Problems.Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Connections_WithoutLimits_AreCapped()
    {
        var capped = MembershipDialect.Create("Npgsql", "Host=sql").ConnectionString;
        var given = MembershipDialect.Create("Npgsql", "Host=sql;MaxPoolSize=33;Command Timeout=44").ConnectionString;

        Assert.Contains("Maximum Pool Size=10", capped, StringComparison.Ordinal);
        Assert.Contains("Command Timeout=5", capped, StringComparison.Ordinal);
        Assert.Contains("Maximum Pool Size=33", given, StringComparison.Ordinal);
        Assert.Contains("Command Timeout=44", given, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_AndTheConfigurationPage_KnowTheSameKeys()
    {
        var page = File.ReadAllText(Path.Combine(Architecture.Repository.Root, "docs", "configuration.md"));
        var keys = SiloSettings.Help.Keys.Select(k => k.Key).ToArray();

        Assert.True(keys.Length > 15, $"the help lists only {keys.Length} keys.");
        Assert.DoesNotContain(keys, k => !page.Contains($"`{k}`", StringComparison.Ordinal));
    }

    private static SiloSettings Read(params (string Key, string Value)[] changes)
    {
        var values = new Dictionary<string, string?>(Legal);
        foreach (var (key, value) in changes) values[key] = value;
        return SiloSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
