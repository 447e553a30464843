using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using DotNext.Net.Security;

namespace ActiveActive.LocalArbiter;

/// <summary>Mutual TLS between members: both ends must show a certificate of the configured authority, and nothing else counts.</summary>
internal static class MemberTls
{
    public static SslOptions Create(ArbiterMemberOptions options)
    {
        var certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.PrivateKeyFile);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(options.AuthorityFile!);
        bool IsMember(object sender, X509Certificate? peer, X509Chain? chain, SslPolicyErrors errors) => peer is X509Certificate2 shown && Verify(shown, authorities);

        return new SslOptions
        {
            ServerOptions = new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = IsMember,
            },
            ClientOptions = new SslClientAuthenticationOptions
            {
                TargetHost = "arbiter", // members are addressed by number: the authority, not the name, decides
                ClientCertificates = [certificate],
                RemoteCertificateValidationCallback = IsMember,
            },
        };
    }

    private static bool Verify(X509Certificate2 shown, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a private authority publishes no revocation list
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(shown);
    }
}
