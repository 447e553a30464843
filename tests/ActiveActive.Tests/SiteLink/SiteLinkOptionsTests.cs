using ActiveActive.SiteLink;

namespace ActiveActive.Tests.SiteLink;

public sealed class SiteLinkOptionsTests
{
    [Fact]
    public void Defaults_SwitchedOff_AreValid() => Assert.True(new SiteLinkOptionsValidator().Validate(null, new()).Succeeded);

    public static TheoryData<string, Action<SiteLinkOptions>> Broken => new()
    {
        { "SiteLink:ListenUrl is empty but SiteLink:Peers has entries", o => o.ListenUrl = "" },
        { "SiteLink:ListenUrl is 'http://127.0.0.1:1'", o => o.ListenUrl = "http://127.0.0.1:1" },
        { "SiteLink:ListenUrl is 'https://host.name:1'", o => o.ListenUrl = "https://host.name:1" },
        { "own site is 'B!'", o => o.Site = "B!" },
        { "name is ''", o => o.Name = "" },
        { "SiteLink:CertificateFile is empty", o => o.CertificateFile = "" },
        { "SiteLink:PrivateKeyFile is '/no/such/file', which does not exist", o => o.PrivateKeyFile = "/no/such/file" },
        { "SiteLink:Peers:a is this silo's own site", o => o.Peers["a"] = ["https://h:1"] },
        { "SiteLink:Peers:C is not a site id", o => o.Peers["C"] = ["https://h:1"] },
        { "SiteLink:Peers:b has 0 endpoints", o => o.Peers["b"] = [] },
        { "SiteLink:Peers:b:1 is 'http://h:1'", o => o.Peers["b"] = ["https://h:1", "http://h:1"] },
        { "SiteLink:Peers:b:0 is 'https://h:1/path'", o => o.Peers["b"] = ["https://h:1/path"] },
        { "SiteLink:MaxPayloadBytes is 5", o => o.MaxPayloadBytes = 5 },
        { "SiteLink:MaxQueuedBytes is 10: use 1048576 (at least SiteLink:MaxPayloadBytes)", o => o.MaxQueuedBytes = 10 },
        { "SiteLink:KeepAliveTimeout is 00:00:01 and SiteLink:KeepAliveInterval is 00:00:01", o => o.KeepAliveTimeout = o.KeepAliveInterval },
        { "SiteLink:ReconnectMaxDelay is 00:00:00.0500000: use 00:00:00.1000000 (at least SiteLink:ReconnectMinDelay)", o => o.ReconnectMaxDelay = TimeSpan.FromMilliseconds(50) },
        { "SiteLink:MaxCallsInFlight is 70000", o => o.MaxCallsInFlight = 70000 },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Rule_Broken_IsNamedWithKeyAndValue(string expected, Action<SiteLinkOptions> breakIt)
    {
        var file = typeof(SiteLinkOptionsTests).Assembly.Location;
        var options = new SiteLinkOptions
        {
            Site = "a", Name = "a-1", ServiceId = "shop", ListenUrl = "https://127.0.0.1:7000", CertificateFile = file, PrivateKeyFile = file, AuthorityFile = file,
        };
        options.Peers["b"] = ["https://h:1"];
        Assert.True(new SiteLinkOptionsValidator().Validate(null, options).Succeeded);

        breakIt(options);

        var failure = Assert.Single(new SiteLinkOptionsValidator().Validate(null, options).Failures!);
        Assert.Contains(expected, failure, StringComparison.Ordinal);
    }
}
