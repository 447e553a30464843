using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.WorldTests.Arbitration;

/// <summary>X1 towards etcd: mutual TLS with a private authority, and etcd's own users.</summary>
public sealed class EtcdSecurityTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("etcd-tls-").FullName;
    private readonly string? _program = ChildProcess.Find("etcd");
    private ChildProcess? _etcd;
    private Uri _address = null!;
    private TestAuthority _authority = null!;
    private (string Certificate, string PrivateKey) _client;

    public ValueTask InitializeAsync()
    {
        if (_program is null) return ValueTask.CompletedTask;
        var ports = ChildProcess.FreePorts(2);
        _authority = new TestAuthority(_folder);
        var server = _authority.Issue("server");
        _client = _authority.Issue("client");
        _address = new Uri($"https://127.0.0.1:{ports[0]}");
        _etcd = ChildProcess.Start(
            _program,
            [
                "--data-dir", Path.Combine(_folder, "data"),
                "--listen-client-urls", $"https://127.0.0.1:{ports[0]}", "--advertise-client-urls", $"https://127.0.0.1:{ports[0]}",
                "--listen-peer-urls", $"http://127.0.0.1:{ports[1]}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{ports[1]}",
                "--initial-cluster", $"default=http://127.0.0.1:{ports[1]}",
                "--cert-file", server.Certificate, "--key-file", server.PrivateKey,
                "--client-cert-auth", "--trusted-ca-file", _authority.CertificateFile,
            ],
            Path.Combine(_folder, "log"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_etcd is not null) await _etcd.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Connect_WithCertificateAndUser_WorksAndWithoutEitherChangesNothing()
    {
        if (_program is null) Assert.Skip("etcd is not installed (apt-get install etcd-server)");
        using var open = Connect(_ => { });
        await WaitUntilAnswersAsync(open);
        await RequireUsersAsync();

        using var named = Connect(o => (o.UserName, o.Password) = ("root", "secret"));
        using var anonymous = Connect(_ => { });
        using var mistaken = Connect(o => (o.UserName, o.Password) = ("root", "wrong"));
        using var bare = Connect(o => (o.CertificateFile, o.PrivateKeyFile) = (null, null));
        using var untrusting = Connect(o => o.AuthorityFile = new TestAuthority(_folder).CertificateFile);

        var commit = await PutAsync(named, "named");
        Assert.True(commit.Status == ArbiterCommitStatus.Committed, $"{commit.Status} {commit.Reason}");
        foreach (var refused in new[] { anonymous, mistaken, untrusting })
            Assert.Equal(ArbiterCommitStatus.Unavailable, (await PutAsync(refused, "refused")).Status);
        // With TLS 1.3 a client learns that its certificate was missed only after it has sent: it cannot know more.
        Assert.Contains((await PutAsync(bare, "refused")).Status, new[] { ArbiterCommitStatus.Unknown, ArbiterCommitStatus.Unavailable });
        var read = await named.ReadAsync(["named", "refused"], TestContext.Current.CancellationToken);
        Assert.Equal([true, false], read.Entries.Select(e => e.Exists));
    }

    private EtcdArbiter Connect(Action<EtcdArbiterOptions> change)
    {
        var options = new EtcdArbiterOptions
        {
            Endpoints = [_address],
            AuthorityFile = _authority.CertificateFile,
            CertificateFile = _client.Certificate,
            PrivateKeyFile = _client.PrivateKey,
            RequestTimeout = TimeSpan.FromSeconds(5), // a user's first call hashes a password, which is slow on purpose
            AttemptTimeout = TimeSpan.FromSeconds(4),
        };
        change(options);
        return new EtcdArbiter(options, TimeProvider.System);
    }

    private static Task<ArbiterCommit> PutAsync(EtcdArbiter arbiter, string key) =>
        arbiter.CommitAsync(ArbiterTransaction.Empty.Put(key, ArbiterRevision.Absent, new byte[] { 1 }), TestContext.Current.CancellationToken);

    private async Task WaitUntilAnswersAsync(EtcdArbiter arbiter)
    {
        var started = TimeProvider.System.GetTimestamp();
        ArbiterRead read;
        do read = await arbiter.ReadAsync(["probe"], TestContext.Current.CancellationToken);
        while (!read.IsAvailable && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        Assert.True(read.IsAvailable, $"phase 'start': expected an answer within 30 s, last: {read.Reason}. {_etcd!.Tail}");
    }

    private async Task RequireUsersAsync()
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(_authority.CertificateFile) },
        };
        handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(_client.Certificate, _client.PrivateKey)];
        using var http = new HttpClient(handler);
        await PostAsync(http, "/v3/auth/user/add", new { name = "root", password = "secret" });
        await PostAsync(http, "/v3/auth/user/grant", new { user = "root", role = "root" });
        await PostAsync(http, "/v3/auth/enable", new { });
    }

    private async Task PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(new Uri(_address, path), body);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
    }
}
