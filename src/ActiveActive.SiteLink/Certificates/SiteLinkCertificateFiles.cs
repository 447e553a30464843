using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActiveActive.SiteLink;

/// <summary>Paths of the PEM files one site needs for the link: the values of the three <c>SiteLink:…File</c> keys.</summary>
/// <param name="CertificateFile">The site's certificate.</param>
/// <param name="PrivateKeyFile">Its private key, readable by its owner only.</param>
/// <param name="AuthorityFile">The authority that both sites trust.</param>
public sealed record SiteLinkCertificateFiles(string CertificateFile, string PrivateKeyFile, string AuthorityFile)
{
    /// <summary>How long before its end a certificate is issued anew: 30 days.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Validity of an issued certificate: 397 days, cut to that of the authority.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(397);

    /// <summary>Validity of a new authority: ten years.</summary>
    public static readonly TimeSpan AuthorityValidity = TimeSpan.FromDays(3650);

    /// <summary>
    /// Makes what is missing under <paramref name="directory"/>: <c>authority.pem</c> and <c>authority.key</c>, and <c>{site}/link.pem</c>,
    /// <c>{site}/link.key</c>, <c>{site}/authority.pem</c> for each site. Keeps what is there and still good, so that a second call changes nothing;
    /// certificates near their end, or of another authority, are issued anew.
    /// </summary>
    /// <param name="directory">Made when it does not exist. Only the folder of a site, not the whole, belongs on that site's machines.</param>
    /// <param name="sites">The sites.</param>
    /// <param name="hosts">Host names and addresses to list in every certificate.</param>
    /// <param name="time">The clock that dates the certificates.</param>
    /// <returns>The files of each site.</returns>
    /// <remarks>Files are replaced whole (written beside, then renamed), so that a reader never sees half a file. Not to be called by two processes
    /// at once on one directory.</remarks>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="CryptographicException">An authority is there but cannot be read: remove it to start afresh.</exception>
    public static IReadOnlyDictionary<SiteId, SiteLinkCertificateFiles> Ensure(
        string directory, IEnumerable<SiteId> sites, IReadOnlyCollection<string> hosts, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        using var authority = EnsureAuthority(directory, time.GetUtcNow());
        var files = new Dictionary<SiteId, SiteLinkCertificateFiles>();
        foreach (var site in sites) files[site] = EnsureSite(directory, site, hosts, authority, time.GetUtcNow());
        return files;
    }

    private static SiteLinkAuthority EnsureAuthority(string directory, DateTimeOffset now)
    {
        var certificateFile = Path.Combine(directory, "authority.pem");
        var keyFile = Path.Combine(directory, "authority.key");
        if (File.Exists(certificateFile) && File.Exists(keyFile))
        {
            var existing = SiteLinkAuthority.FromPem(File.ReadAllText(certificateFile), File.ReadAllText(keyFile));
            if (existing.NotAfter - now > RenewBefore) return existing;
            existing.Dispose();
        }

        // A day of grace on the left: the two sites' clocks need not agree.
        var made = SiteLinkAuthority.Create("ActiveActive site link", now.AddDays(-1), now + AuthorityValidity);
        WriteSecret(keyFile, made.PrivateKeyPem);
        Write(certificateFile, made.CertificatePem);
        return made;
    }

    private static SiteLinkCertificateFiles EnsureSite(
        string directory, SiteId site, IReadOnlyCollection<string> hosts, SiteLinkAuthority authority, DateTimeOffset now)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, site.Value)).FullName;
        var files = new SiteLinkCertificateFiles(
            Path.Combine(folder, "link.pem"), Path.Combine(folder, "link.key"), Path.Combine(folder, "authority.pem"));
        if (files.AreGood(site, authority, now)) return files;

        var pair = authority.Issue(site, hosts, now.AddDays(-1), now + Validity);
        Write(files.AuthorityFile, authority.CertificatePem);
        WriteSecret(files.PrivateKeyFile, pair.PrivateKeyPem);
        Write(files.CertificateFile, pair.CertificatePem);
        return files;
    }

    private bool AreGood(SiteId site, SiteLinkAuthority authority, DateTimeOffset now)
    {
        if (!File.Exists(CertificateFile) || !File.Exists(PrivateKeyFile) || !File.Exists(AuthorityFile)) return false;
        if (File.ReadAllText(AuthorityFile) != authority.CertificatePem) return false;
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(CertificateFile, PrivateKeyFile);
            return SiteIdentity.TryRead(certificate, out var named, out _) && named == site && new DateTimeOffset(certificate.NotAfter) - now > RenewBefore;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Write(string path, string text)
    {
        var beside = path + ".new";
        File.WriteAllText(beside, text);
        File.Move(beside, path, overwrite: true);
    }

    private static void WriteSecret(string path, string text)
    {
        var beside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(beside);
        using (var writer = new StreamWriter(beside, options)) writer.Write(text);
        File.Move(beside, path, overwrite: true);
    }
}
