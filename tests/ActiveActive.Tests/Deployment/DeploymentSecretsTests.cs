using System.Diagnostics;
using ActiveActive.SiteLink;
using ActiveActive.Tests.Architecture;
using ActiveActive.Tests.SiteLink;

namespace ActiveActive.Tests.Deployment;

/// <summary>What <c>deploy/make-secrets</c> writes is what the hosts read: two ends of a link come up on its certificates.</summary>
public sealed class DeploymentSecretsTests : IDisposable
{
    private const string AdminKey = "an-admin-key-of-enough-length";
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task MakeSecrets_BothSites_ConnectOverItsCertificates()
    {
        await MakeAsync();
        Assert.Equal(AdminKey, File.ReadAllText(Path.Combine(_folder, "a", "admin.key")).Trim());

        await using var answering = await LinkHost.StartAsync(LinkHost.B, "b-1", Files("b"), TimeProvider.System, [(LinkHost.A, ["https://127.0.0.1:1"])]);
        await using var dialling = await LinkHost.StartAsync(LinkHost.A, "a-1", Files("a"), TimeProvider.System, [(LinkHost.B, [answering.Url])]);
        var peer = dialling.Link.GetPeer(LinkHost.B);
        await peer.WaitForConnectionAsync().WaitAsync(LinkHost.Limit);

        Assert.Equal(3, (await peer.CallAsync("sitelink.echo", new byte[3], LinkHost.Deadline)).Length);
    }

    [Fact]
    public async Task MakeSecrets_Again_ChangesNothing()
    {
        await MakeAsync();
        var before = Directory.GetFiles(_folder, "*.pem", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllText);

        await MakeAsync();

        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
    }

    private SiteLinkCertificateFiles Files(string site) => new(
        Path.Combine(_folder, site, "site.pem"), Path.Combine(_folder, site, "site.key"), Path.Combine(_folder, site, "authority.pem"));

    private async Task MakeAsync()
    {
        if (OperatingSystem.IsWindows() || !Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "openssl"))))
            Assert.Skip("there is no openssl here: install the package openssl.");
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Repository.Root, "deploy", "make-secrets"), Path.Combine(_folder, "authority"), $"a={_folder}/a", $"b={_folder}/b"])
        {
            RedirectStandardError = true, Environment = { ["ADMIN_KEY"] = AdminKey },
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(LinkHost.Limit);
        await process.WaitForExitAsync().WaitAsync(LinkHost.Limit);
        Assert.True(process.ExitCode == 0, $"make-secrets ended with {process.ExitCode}: {error}");
    }
}
