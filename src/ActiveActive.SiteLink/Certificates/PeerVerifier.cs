using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActiveActive.SiteLink;

/// <summary>Judges the certificate of whoever is at the other end.</summary>
internal static class PeerVerifier
{
    /// <summary>What the link speaks.</summary>
    public const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>
    /// True when the certificate leads to a configured authority, is valid now, and names a site. The host name is not compared: the site in the
    /// certificate is the identity (<see cref="SiteIdentity"/>).
    /// </summary>
    public static bool TryVerify(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, out SiteId site, out string problem)
    {
        site = default;
        problem = "";
        if (certificate is not X509Certificate2 shown || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            problem = "showed no certificate";
            return false;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            problem = $"showed a certificate that is refused ({LinkCredentials.Why(chain)}): {shown.Subject}";
            return false;
        }

        if (SiteIdentity.TryRead(shown, out site, out var unreadable)) return true;
        problem = $"showed a certificate that {unreadable}";
        return false;
    }
}
