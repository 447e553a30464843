using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActiveActive.SiteLink;

/// <summary>What this silo shows and what it trusts: one reading of the certificate files. Immutable.</summary>
internal sealed class LinkCredentials
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");
    private readonly X509Certificate2Collection _authorities;

    private LinkCredentials(X509Certificate2 own, X509Certificate2Collection intermediates, X509Certificate2Collection authorities, long version)
    {
        _authorities = authorities;
        Own = SslStreamCertificateContext.Create(own, intermediates, offline: true);
        NotAfter = new DateTimeOffset(own.NotAfter);
        Version = version;
    }

    public SslStreamCertificateContext Own { get; }

    public DateTimeOffset NotAfter { get; }

    public long Version { get; }

    /// <summary>Reads the files and checks that they belong together: key to certificate, certificate to site and authority.</summary>
    /// <exception cref="CredentialsException">They cannot be used; the message says why and what to do.</exception>
    public static LinkCredentials Read(SiteLinkOptions options, long version, DateTimeOffset now)
    {
        var own = Own509(options);
        if (!SiteIdentity.TryRead(own, out var site, out var problem))
            throw new CredentialsException($"the certificate SiteLink:CertificateFile ({options.CertificateFile}) {problem}: issue one with the alternative name {SiteIdentity.UriPrefix}{options.Site}.");
        if (site.Value != options.Site)
            throw new CredentialsException($"the certificate SiteLink:CertificateFile ({options.CertificateFile}) is for site '{site}' but this silo is of site '{options.Site}': use that site's certificate.");

        var authorities = Pem(options.AuthorityFile, "SiteLink:AuthorityFile");
        var intermediates = Pem(options.CertificateFile, "SiteLink:CertificateFile");
        intermediates.RemoveAt(0);
        var read = new LinkCredentials(own, intermediates, authorities, version);
        using var chain = new X509Chain { ChainPolicy = read.Policy(now, peerIsServer: true) };
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        if (!chain.Build(own))
            throw new CredentialsException($"the certificate SiteLink:CertificateFile ({options.CertificateFile}) is refused: {Why(chain)}. It must be valid now and lead to SiteLink:AuthorityFile ({options.AuthorityFile}).");
        return read;
    }

    /// <summary>How a peer's certificate is checked: only the configured authorities, dated by the given clock, for the purpose it is used for.</summary>
    public X509ChainPolicy Policy(DateTimeOffset now, bool peerIsServer)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(peerIsServer ? ServerAuthentication : ClientAuthentication);
        return policy;
    }

    /// <summary>What a chain found, for people.</summary>
    public static string Why(X509Chain? chain) =>
        chain is null || chain.ChainStatus.Length == 0
            ? "no certificate chain"
            : string.Join(", ", chain.ChainStatus.Select(s => s.Status.ToString()).Distinct());

    private static X509Certificate2 Own509(SiteLinkOptions options)
    {
        try
        {
            var own = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.PrivateKeyFile);

            // Schannel cannot use a key that lives in memory only.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null) : own;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CredentialsException(
                $"SiteLink:CertificateFile ({options.CertificateFile}) and SiteLink:PrivateKeyFile ({options.PrivateKeyFile}) cannot be read as a PEM certificate and its key: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection Pem(string path, string key)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CredentialsException($"{key} ({path}) cannot be read as PEM certificates: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new CredentialsException($"{key} ({path}) holds no certificate.");
    }
}
