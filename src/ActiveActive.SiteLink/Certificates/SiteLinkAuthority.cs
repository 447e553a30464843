using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActiveActive.SiteLink;

/// <summary>
/// A certificate authority for the site link and nothing else: what both ends trust, in place of every authority the machine trusts. Meant for
/// the local world, tests and self-contained deployments; where a company has its own authority, let that issue the certificates instead.
/// </summary>
/// <remarks>ECDSA P-256. Not thread-safe. The private key can issue a certificate for any site: keep it away from the silos.</remarks>
public sealed class SiteLinkAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2 _certificate;

    private SiteLinkAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The authority's certificate in PEM: what <c>SiteLink:AuthorityFile</c> holds.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>The authority's private key in PEM (PKCS#8).</summary>
    public string PrivateKeyPem
    {
        get
        {
            using var key = _certificate.GetECDsaPrivateKey()!;
            return key.ExportPkcs8PrivateKeyPem() + "\n";
        }
    }

    /// <summary>When the authority's certificate ends; nothing it issues lasts longer.</summary>
    public DateTimeOffset NotAfter => new(_certificate.NotAfter);

    /// <summary>Makes a new authority.</summary>
    /// <param name="name">Common name, for people.</param>
    /// <param name="notBefore">Start of its validity.</param>
    /// <param name="notAfter">End of its validity.</param>
    public static SiteLinkAuthority Create(string name, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new SiteLinkAuthority(request.CreateSelfSigned(notBefore, notAfter));
    }

    /// <summary>Reads an authority from its PEM texts.</summary>
    /// <exception cref="CryptographicException">The texts are not a certificate and its key.</exception>
    public static SiteLinkAuthority FromPem(string certificatePem, string privateKeyPem) =>
        new(X509Certificate2.CreateFromPem(certificatePem, privateKeyPem));

    /// <summary>Issues a certificate that lets its holder speak for a site, as client and as server.</summary>
    /// <param name="site">The site.</param>
    /// <param name="hosts">Host names and IP addresses to list as well, for tools that check them; the link itself does not.</param>
    /// <param name="notBefore">Start of its validity.</param>
    /// <param name="notAfter">End of its validity; cut to that of the authority.</param>
    /// <exception cref="ArgumentException"><paramref name="site"/> is the default value.</exception>
    public SiteLinkKeyPair Issue(SiteId site, IEnumerable<string> hosts, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        if (site.IsNone) throw new ArgumentException("a certificate must name a site.", nameof(site));
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(SiteIdentity.UriOf(site));
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName($"site {site}");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], true));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        serial[0] |= 0x40;
        using var issued = request.Create(_certificate, Later(notBefore, new(_certificate.NotBefore)), Earlier(notAfter, NotAfter), serial);
        return new SiteLinkKeyPair(issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
