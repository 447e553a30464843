using System.Net;
using System.Security.Cryptography.X509Certificates;
using ActiveActive.SiteLink;
using Microsoft.Extensions.Options;
using static ActiveActive.Tests.SiteLink.LinkHost;

namespace ActiveActive.Tests.SiteLink;

/// <summary>X1 under F29: who is not the peer it claims to be is refused and logged, and nothing it sent reaches a handler.</summary>
public sealed class SiteLinkSecurityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("site-link-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Dial_CertificateOfAnotherAuthority_IsRefusedByBothEnds()
    {
        await using var pair = await LinkPair.StartAsync();
        var other = SiteLinkCertificateFiles.Ensure(_folder, [A], ["127.0.0.1"], pair.Clock);

        // Distrusts the answering end.
        await using (var stranger = await DialAsync(pair, other[A]))
            Assert.Contains("certificate", (await stranger.Events.WaitAsync<SiteLinkEvent.ConnectFailed>()).Reason, StringComparison.Ordinal);

        // Trusts the answering end, and is distrusted by it.
        var mixed = Files(other[A].CertificateFile, other[A].PrivateKeyFile, Bundle(pair.Files[A].AuthorityFile, other[A].AuthorityFile));
        await using (var stranger = await DialAsync(pair, mixed))
        {
            var refused = await pair.Answering.Events.WaitAsync<SiteLinkEvent.Refused>(e => e.Reason == SiteLinkRefusal.Certificate && e.Detail.Contains("UntrustedRoot", StringComparison.Ordinal) || e.Detail.Contains("PartialChain", StringComparison.Ordinal));
            Assert.Contains("refused", refused.Detail, StringComparison.Ordinal);
            await stranger.Events.WaitAsync<SiteLinkEvent.ConnectFailed>();
        }

        Assert.Single(pair.Answering.Events.Of<SiteLinkEvent.Accepted>());
    }

    [Fact]
    public async Task Dial_ReachesAnotherSite_IsRefusedByTheDialler()
    {
        await using var pair = await LinkPair.StartAsync();
        var c = SiteLinkCertificateFiles.Ensure(pair.CertificateFolder, [A, B, SiteId.Parse("c")], ["127.0.0.1"], pair.Clock);
        await using var wrong = await LinkHost.StartAsync(SiteId.Parse("c"), "c-1", c[SiteId.Parse("c")], pair.Clock, [(A, ["https://127.0.0.1:1"])]);
        await using var caller = await LinkHost.StartAsync(A, "a-2", pair.Files[A], pair.Clock, [(B, [wrong.Url])]);

        var failed = await caller.Events.WaitAsync<SiteLinkEvent.ConnectFailed>();

        Assert.Contains("of site c instead of b", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(wrong.Events.Of<SiteLinkEvent.Accepted>());
    }

    [Fact]
    public async Task Dial_SiteIsNoPeer_IsRefused()
    {
        await using var pair = await LinkPair.StartAsync();
        var c = SiteLinkCertificateFiles.Ensure(pair.CertificateFolder, [A, B, SiteId.Parse("c")], ["127.0.0.1"], pair.Clock);
        await using var stranger = await LinkHost.StartAsync(SiteId.Parse("c"), "c-1", c[SiteId.Parse("c")], pair.Clock, [(B, [pair.Answering.Url])]);

        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Refused>(e => e.Reason == SiteLinkRefusal.NotAPeer);
        Assert.Contains("no peer", (await stranger.Events.WaitAsync<SiteLinkEvent.ConnectFailed>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_AnotherServiceId_IsRefused()
    {
        await using var pair = await LinkPair.StartAsync();
        await using var stranger = await LinkHost.StartAsync(A, "a-2", pair.Files[A], pair.Clock, [(B, [pair.Answering.Url])], o => o.ServiceId = "other");

        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Refused>(e => e.Reason == SiteLinkRefusal.ServiceId);
        Assert.Contains("different installations", (await stranger.Events.WaitAsync<SiteLinkEvent.ConnectFailed>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_CertificateHasEnded_IsRefused()
    {
        await using var pair = await LinkPair.StartAsync();
        using var authority = SiteLinkAuthority.FromPem(File.ReadAllText(pair.Files[A].AuthorityFile), File.ReadAllText(Path.Combine(pair.CertificateFolder, "authority.key")));
        var now = pair.Clock.GetUtcNow();
        var files = Write("short", authority.Issue(A, [], now.AddHours(-1), now.AddHours(1)), pair.Files[A].AuthorityFile);

        // The dialler's clock is still inside the certificate's validity; the answering end's is not.
        using var slow = new ArmedClock();
        pair.Clock.Advance(TimeSpan.FromHours(2));
        await using var caller = await LinkHost.StartAsync(A, "a-2", files, slow, [(B, [pair.Answering.Url])]);

        var refused = await pair.Answering.Events.WaitAsync<SiteLinkEvent.Refused>(e => e.Reason == SiteLinkRefusal.Certificate);
        Assert.Contains("NotTimeValid", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_PeersCertificateEnds_IsClosedByTheAnsweringEnd()
    {
        await using var pair = await LinkPair.StartAsync();
        using var authority = SiteLinkAuthority.FromPem(File.ReadAllText(pair.Files[A].AuthorityFile), File.ReadAllText(Path.Combine(pair.CertificateFolder, "authority.key")));
        var now = pair.Clock.GetUtcNow();
        var files = Write("short", authority.Issue(A, [], now.AddHours(-1), now.AddSeconds(30)), pair.Files[A].AuthorityFile);
        await using var caller = await LinkHost.StartAsync(A, "a-2", files, pair.Clock, [(B, [pair.Answering.Url])]);
        await caller.Link.GetPeer(B).WaitForConnectionAsync().WaitAsync(Limit);

        for (var i = 0; i < 31; i++)
        {
            pair.Clock.Advance(TimeSpan.FromSeconds(1));
            if (caller.Link.GetPeer(B).Status.IsConnected && i < 29) await caller.Link.GetPeer(B).MeasureRoundTripAsync(Deadline);
        }

        var released = await pair.Answering.Events.WaitAsync<SiteLinkEvent.Released>(e => e.RemoteName == "a-2");
        Assert.Contains("certificate has ended", released.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_NoCertificate_GetsNoConnection()
    {
        await using var pair = await LinkPair.StartAsync();
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=site b" } };
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(pair.Answering.Url + "/operations"));
        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Refused>(e => e.Reason == SiteLinkRefusal.Certificate);
    }

    [Fact]
    public async Task Listener_GoodCertificate_ReachesNothingButTheLink()
    {
        await using var pair = await LinkPair.StartAsync();
        using var own = X509Certificate2.CreateFromPemFile(pair.Files[A].CertificateFile, pair.Files[A].PrivateKeyFile);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=site b", ClientCertificates = [own] } };
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await http.GetAsync(pair.Answering.Url + "/operations");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Certificates_Replaced_TheConnectionIsRenewedWithoutALostCall()
    {
        await using var pair = await LinkPair.StartAsync();
        var before = pair.Peer.Status.Connections;
        using var authority = SiteLinkAuthority.FromPem(File.ReadAllText(pair.Files[A].AuthorityFile), File.ReadAllText(Path.Combine(pair.CertificateFolder, "authority.key")));
        foreach (var site in new[] { A, B })
        {
            var renewed = authority.Issue(site, [], pair.Clock.GetUtcNow().AddHours(-1), pair.Clock.GetUtcNow().AddDays(100));
            File.WriteAllText(pair.Files[site].PrivateKeyFile, renewed.PrivateKeyPem);
            File.WriteAllText(pair.Files[site].CertificateFile, renewed.CertificatePem);
        }

        pair.Clock.Advance(TimeSpan.FromSeconds(1));

        await pair.Dialling.Events.WaitAsync<SiteLinkEvent.CertificatesLoaded>(e => e.Version == 2);
        await pair.Answering.Events.WaitAsync<SiteLinkEvent.CertificatesLoaded>(e => e.Version == 2);
        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Released>();
        Assert.Equal(before + 1, pair.Peer.Status.Connections);
        Assert.Empty(pair.Dialling.Events.Of<SiteLinkEvent.Disconnected>());
        Assert.Equal(1, (await pair.Peer.CallAsync("sitelink.echo", new byte[1], Deadline)).Length);
    }

    [Fact]
    public async Task Certificates_ReplacedByRubbish_TheOldOnesStayInForce()
    {
        await using var pair = await LinkPair.StartAsync();
        File.WriteAllText(pair.Files[A].CertificateFile, "rubbish");

        pair.Clock.Advance(TimeSpan.FromSeconds(1));

        var rejected = await pair.Dialling.Events.WaitAsync<SiteLinkEvent.CertificatesRejected>();
        Assert.Contains("SiteLink:CertificateFile", rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await pair.Peer.CallAsync("sitelink.echo", new byte[1], Deadline)).Length);
    }

    [Fact]
    public async Task Start_CertificateOfAnotherSite_FailsAndSaysWhatToDo()
    {
        using var clock = new ArmedClock();
        var files = SiteLinkCertificateFiles.Ensure(_folder, [A, B], [], clock);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => LinkHost.StartAsync(A, "a-1", files[B], clock, []));

        Assert.Contains("is for site 'b' but this silo is of site 'a'", failure.Message, StringComparison.Ordinal);
    }

    private static Task<LinkHost> DialAsync(LinkPair pair, SiteLinkCertificateFiles files) =>
        LinkHost.StartAsync(A, "a-9", files, pair.Clock, [(B, [pair.Answering.Url])]);

    private static SiteLinkCertificateFiles Files(string certificate, string key, string authority) => new(certificate, key, authority);

    private string Bundle(params string[] files)
    {
        var path = Path.Combine(_folder, "bundle.pem");
        File.WriteAllText(path, string.Concat(files.Select(File.ReadAllText)));
        return path;
    }

    private SiteLinkCertificateFiles Write(string name, SiteLinkKeyPair pair, string authority)
    {
        var (certificate, key) = (Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"));
        File.WriteAllText(certificate, pair.CertificatePem);
        File.WriteAllText(key, pair.PrivateKeyPem);
        return new(certificate, key, authority);
    }
}
