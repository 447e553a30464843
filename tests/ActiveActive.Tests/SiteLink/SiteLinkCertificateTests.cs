using System.Security.Cryptography.X509Certificates;
using ActiveActive.SiteLink;
using Microsoft.Extensions.Time.Testing;

namespace ActiveActive.Tests.SiteLink;

/// <summary>X1: a certificate says which site its holder speaks for, and only the authority says so.</summary>
public sealed class SiteLinkCertificateTests : IDisposable
{
    private static readonly SiteId A = SiteId.Parse("a");
    private static readonly SiteId B = SiteId.Parse("b");
    private readonly string _folder = Directory.CreateTempSubdirectory("site-link-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ensure_EmptyFolder_MakesCertificatesThatNameTheirSite()
    {
        var files = SiteLinkCertificateFiles.Ensure(_folder, [A, B], ["localhost", "127.0.0.1"], _time);

        foreach (var site in new[] { A, B })
        {
            using var certificate = X509Certificate2.CreateFromPemFile(files[site].CertificateFile, files[site].PrivateKeyFile);
            Assert.True(SiteIdentity.TryRead(certificate, out var named, out _));
            Assert.Equal(site, named);
            Assert.True(LeadsTo(files[site].AuthorityFile, certificate));
        }
    }

    [Fact]
    public void Ensure_KeyFiles_AreReadableByTheirOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix file modes.");
            return;
        }

        var files = SiteLinkCertificateFiles.Ensure(_folder, [A], [], _time);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[A].PrivateKeyFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "authority.key")));
    }

    [Fact]
    public void Ensure_SecondCall_ChangesNothing()
    {
        var before = Texts(SiteLinkCertificateFiles.Ensure(_folder, [A], [], _time)[A]);

        Assert.Equal(before, Texts(SiteLinkCertificateFiles.Ensure(_folder, [A, B], [], _time)[A]));
    }

    [Fact]
    public void Ensure_CertificateNearItsEnd_IssuesItAnewFromTheSameAuthority()
    {
        var before = Texts(SiteLinkCertificateFiles.Ensure(_folder, [A], [], _time)[A]);
        _time.Advance(SiteLinkCertificateFiles.Validity - SiteLinkCertificateFiles.RenewBefore + TimeSpan.FromHours(1));

        var after = Texts(SiteLinkCertificateFiles.Ensure(_folder, [A], [], _time)[A]);

        Assert.NotEqual(before[0], after[0]);
        Assert.Equal(before[2], after[2]);
    }

    [Theory]
    [InlineData("half a file")]
    [InlineData("")]
    public void Ensure_DamagedCertificate_IssuesItAnew(string content)
    {
        var files = SiteLinkCertificateFiles.Ensure(_folder, [A], [], _time)[A];
        File.WriteAllText(files.CertificateFile, content);

        SiteLinkCertificateFiles.Ensure(_folder, [A], [], _time);

        using var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.PrivateKeyFile);
        Assert.True(LeadsTo(files.AuthorityFile, certificate));
    }

    [Fact]
    public void TryRead_CertificateWithoutSite_SaysSo()
    {
        using var authority = SiteLinkAuthority.Create("x", _time.GetUtcNow(), _time.GetUtcNow().AddDays(1));
        using var certificate = X509Certificate2.CreateFromPem(authority.CertificatePem);

        Assert.False(SiteIdentity.TryRead(certificate, out _, out var problem));
        Assert.Contains("names no site", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyPair_Printed_HidesTheKey()
    {
        using var authority = SiteLinkAuthority.Create("x", _time.GetUtcNow(), _time.GetUtcNow().AddDays(1));

        Assert.DoesNotContain("PRIVATE KEY", authority.Issue(A, [], _time.GetUtcNow(), authority.NotAfter).ToString(), StringComparison.Ordinal);
    }

    private bool LeadsTo(string authorityFile, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorityFile);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }

    private static string[] Texts(SiteLinkCertificateFiles files) =>
        [File.ReadAllText(files.CertificateFile), File.ReadAllText(files.PrivateKeyFile), File.ReadAllText(files.AuthorityFile)];
}
