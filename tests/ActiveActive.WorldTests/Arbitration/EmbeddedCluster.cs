using ActiveActive.Arbitration;

namespace ActiveActive.WorldTests.Arbitration;

/// <summary>Three real members of the embedded arbiter, with mutual TLS between them and snapshots so frequent that they matter.</summary>
public sealed class EmbeddedCluster : ArbiterCluster
{
    private const string Key = "a-key-for-this-test-only";
    private int[] _ports = [];
    private TestAuthority? _authority;

    public IEnumerable<Uri> Addresses => Enumerable.Range(0, 3).Select(Address);

    protected override string? Prepare()
    {
        _ports = ChildProcess.FreePorts(6);
        _authority = new TestAuthority(Folder);
        File.WriteAllText(Path.Combine(Folder, "key"), Key);
        return null;
    }

    protected override IArbiter CreateClient() =>
        new EmbeddedArbiter(new EmbeddedArbiterOptions { Endpoints = [.. Addresses], Key = Key }, TimeProvider.System);

    protected override async Task<bool> LeadsAsync(int member)
    {
        var metrics = await Http.GetStringAsync(new Uri(Address(member), "/metrics"));
        return metrics.Split('\n').Any(line => line.StartsWith("arbiter_leader{", StringComparison.Ordinal) && line.Split(' ')[1] == "1");
    }

    private protected override ChildProcess StartProcess(int member, string logFile)
    {
        var (certificate, privateKey) = _authority!.Issue($"member-{member}");
        return ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "../../LocalArbiter/release/LocalArbiter.dll"),
                $"--Arbiter:Name=m{member}",
                $"--Arbiter:ListenUrl={Address(member)}",
                $"--Arbiter:RaftEndpoint=127.0.0.1:{_ports[3 + member]}",
                .. Enumerable.Range(0, 3).Select(i => $"--Arbiter:Members:{i}=127.0.0.1:{_ports[3 + i]}"),
                $"--Arbiter:DataFolder={Path.Combine(Folder, $"m{member}")}",
                $"--Arbiter:KeyFile={Path.Combine(Folder, "key")}",
                $"--Arbiter:CertificateFile={certificate}",
                $"--Arbiter:PrivateKeyFile={privateKey}",
                $"--Arbiter:AuthorityFile={_authority.CertificateFile}",
                "--Arbiter:SnapshotEvery=64",
            ],
            logFile);
    }

    private Uri Address(int member) => new($"http://127.0.0.1:{_ports[member]}");
}
