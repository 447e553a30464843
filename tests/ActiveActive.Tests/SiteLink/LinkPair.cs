using ActiveActive.SiteLink;
using Microsoft.Extensions.DependencyInjection;
using static ActiveActive.Tests.SiteLink.LinkHost;

namespace ActiveActive.Tests.SiteLink;

/// <summary>Two sites with one silo each; <c>a</c> dials <c>b</c>. Time stands still unless the test moves it.</summary>
internal sealed class LinkPair : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("site-link-").FullName;

    private LinkPair()
    {
    }

    public ArmedClock Clock { get; } = new();

    public LinkHost Dialling { get; private set; } = null!;

    public LinkHost Answering { get; private set; } = null!;

    public ISiteLinkPeer Peer => Dialling.Link.GetPeer(B);

    public IReadOnlyDictionary<SiteId, SiteLinkCertificateFiles> Files { get; private set; } = null!;

    public string CertificateFolder => Path.Combine(_folder, "certs");

    /// <param name="options">Both ends' options.</param>
    /// <param name="services">The answering end's handlers.</param>
    /// <param name="connected">Whether to wait for the connection.</param>
    /// <param name="dialling">The dialling end's options, after <paramref name="options"/>.</param>
    /// <param name="answering">The answering end's options, after <paramref name="options"/>.</param>
    public static async Task<LinkPair> StartAsync(
        Action<SiteLinkOptions>? options = null,
        Action<IServiceCollection>? services = null,
        bool connected = true,
        Action<SiteLinkOptions>? dialling = null,
        Action<SiteLinkOptions>? answering = null)
    {
        var pair = new LinkPair();
        pair.Files = SiteLinkCertificateFiles.Ensure(pair.CertificateFolder, [A, B], ["127.0.0.1"], pair.Clock);
        try
        {
            // Nobody listens on port 1: this direction is not under test and only makes the caller's site known.
            pair.Answering = await StartAsync(B, "b-1", pair.Files[B], pair.Clock, [(A, ["https://127.0.0.1:1"])], options + answering, services);
            pair.Dialling = await StartAsync(A, "a-1", pair.Files[A], pair.Clock, [(B, [pair.Answering.Url])], options + dialling);
            if (connected) await pair.Peer.WaitForConnectionAsync().WaitAsync(Limit);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Dialling is not null) await Dialling.DisposeAsync();
        if (Answering is not null) await Answering.DisposeAsync();
        Clock.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<LinkHost> StartAsync(
        SiteId site, string name, SiteLinkCertificateFiles files, TimeProvider clock, (SiteId, string[])[] peers, Action<SiteLinkOptions>? options, Action<IServiceCollection>? services = null) =>
        LinkHost.StartAsync(site, name, files, clock, peers, options, services);
}
