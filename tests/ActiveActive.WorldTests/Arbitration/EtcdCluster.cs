using System.Net.Http.Json;
using System.Text.Json;
using ActiveActive.Arbitration;

namespace ActiveActive.WorldTests.Arbitration;

/// <summary>Three real etcd members.</summary>
public sealed class EtcdCluster : ArbiterCluster
{
    private int[] _ports = [];
    private string _program = string.Empty;

    protected override string? Prepare()
    {
        if (ChildProcess.Find("etcd") is not { } program) return "etcd is not installed (apt-get install etcd-server)";
        _program = program;
        _ports = ChildProcess.FreePorts(6);
        return null;
    }

    protected override IArbiter CreateClient() =>
        new EtcdArbiter(new EtcdArbiterOptions { Endpoints = [.. Enumerable.Range(0, 3).Select(Address)] }, TimeProvider.System);

    protected override async Task<bool> LeadsAsync(int member)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(Address(member), "/v3/maintenance/status"), new { });
        var status = await response.Content.ReadFromJsonAsync<JsonElement>();
        return status.TryGetProperty("leader", out var leader) && leader.GetString() == status.GetProperty("header").GetProperty("member_id").GetString();
    }

    private protected override ChildProcess StartProcess(int member, string logFile) => ChildProcess.Start(
        _program,
        [
            "--name", $"m{member}",
            "--data-dir", Path.Combine(Folder, $"m{member}"),
            "--listen-client-urls", Client(member), "--advertise-client-urls", Client(member),
            "--listen-peer-urls", Peer(member), "--initial-advertise-peer-urls", Peer(member),
            "--initial-cluster", string.Join(',', Enumerable.Range(0, 3).Select(i => $"m{i}={Peer(i)}")),
            "--pre-vote", "--heartbeat-interval", "100", "--election-timeout", "1000",
        ],
        logFile);

    private Uri Address(int member) => new(Client(member));

    private string Client(int member) => $"http://127.0.0.1:{_ports[member]}";

    private string Peer(int member) => $"http://127.0.0.1:{_ports[3 + member]}";
}
