using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActiveActive.SiteLink;

/// <summary>
/// The credentials in force. Looks at the files' stamps whenever asked, which is at each handshake and at each keep-alive, and reads them again when
/// one has changed. New files that cannot be used leave the old ones in force. Safe for concurrent use.
/// </summary>
internal sealed partial class CredentialsStore(
    IOptions<SiteLinkOptions> options, TimeProvider time, SiteLinkDiagnostics diagnostics, ILogger<CredentialsStore> log)
{
    private readonly SiteLinkOptions _options = options.Value;
    private readonly Lock _lock = new();
    private LinkCredentials? _current;
    private string _stamp = "";
    private string _rejected = "";

    /// <summary>The credentials to use for the next handshake.</summary>
    /// <exception cref="CredentialsException">There are none yet and the files cannot be used.</exception>
    public LinkCredentials Current
    {
        get
        {
            var stamp = Stamp();
            lock (_lock)
            {
                if (_current is null) return Adopt(LinkCredentials.Read(_options, 1, time.GetUtcNow()), stamp);
                if (stamp == _stamp) return _current;
                try
                {
                    return Adopt(LinkCredentials.Read(_options, _current.Version + 1, time.GetUtcNow()), stamp);
                }
                catch (CredentialsException e)
                {
                    // Asked again soon: the three files are not replaced at one instant. Reported once per change.
                    if (_rejected != stamp) Reject(e.Message, stamp);
                    return _current;
                }
            }
        }
    }

    /// <summary>TLS options for accepting one connection.</summary>
    /// <param name="verify">Judges the peer's certificate.</param>
    public SslServerAuthenticationOptions ForServer(RemoteCertificateValidationCallback verify)
    {
        var credentials = Current;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = credentials.Own,
            ClientCertificateRequired = true,
            CertificateChainPolicy = credentials.Policy(time.GetUtcNow(), peerIsServer: false),
            RemoteCertificateValidationCallback = verify,
            EnabledSslProtocols = PeerVerifier.Protocols,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
    }

    /// <summary>TLS options for dialling one connection.</summary>
    /// <param name="verify">Judges the peer's certificate.</param>
    /// <param name="version">Of the credentials used.</param>
    public SslClientAuthenticationOptions ForClient(RemoteCertificateValidationCallback verify, out long version)
    {
        var credentials = Current;
        version = credentials.Version;
        return new SslClientAuthenticationOptions
        {
            ClientCertificateContext = credentials.Own,
            CertificateChainPolicy = credentials.Policy(time.GetUtcNow(), peerIsServer: true),
            RemoteCertificateValidationCallback = verify,
            EnabledSslProtocols = PeerVerifier.Protocols,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
    }

    private LinkCredentials Adopt(LinkCredentials read, string stamp)
    {
        (_current, _stamp, _rejected) = (read, stamp, "");
        LogLoaded(read.Version, _options.CertificateFile, read.NotAfter);
        diagnostics.Raise(new SiteLinkEvent.CertificatesLoaded(read.Version, read.NotAfter));
        return read;
    }

    private void Reject(string why, string stamp)
    {
        _rejected = stamp;
        LogRejected(why);
        diagnostics.Raise(new SiteLinkEvent.CertificatesRejected(why));
    }

    private string Stamp() => string.Join('|', new[] { _options.CertificateFile, _options.PrivateKeyFile, _options.AuthorityFile }.Select(Stamp));

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.LastWriteTimeUtc.Ticks}:{file.Length}" : "missing";
    }
}
