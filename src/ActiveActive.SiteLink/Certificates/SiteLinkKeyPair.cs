namespace ActiveActive.SiteLink;

/// <summary>A certificate and its private key, as PEM texts.</summary>
/// <param name="CertificatePem">What <c>SiteLink:CertificateFile</c> holds.</param>
/// <param name="PrivateKeyPem">What <c>SiteLink:PrivateKeyFile</c> holds (PKCS#8).</param>
public sealed record SiteLinkKeyPair(string CertificatePem, string PrivateKeyPem)
{
    /// <summary>The certificate only: the key must not reach a log by accident.</summary>
    public override string ToString() => CertificatePem;
}
