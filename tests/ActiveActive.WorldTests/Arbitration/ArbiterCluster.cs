using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.WorldTests.Arbitration;

/// <summary>Three members of an arbiter as processes on this machine, in a folder of their own.</summary>
public abstract class ArbiterCluster : IAsyncLifetime
{
    private readonly List<IDisposable> _clients = [];
    private readonly ChildProcess?[] _members = new ChildProcess?[3];

    /// <summary>Why there is no cluster; null when there is one.</summary>
    public string? Missing { get; protected set; }

    protected string Folder { get; } = Directory.CreateTempSubdirectory("arbiter-").FullName;

    protected HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(2) };

    public async ValueTask InitializeAsync()
    {
        Missing = Prepare();
        if (Missing is not null) return;
        for (var i = 0; i < _members.Length; i++) Start(i);
        await WaitUntilItAnswersAsync("start");
    }

    /// <summary>A client of all members.</summary>
    public IArbiter Connect()
    {
        if (Missing is not null) Assert.Skip(Missing);
        var client = CreateClient();
        _clients.Add((IDisposable)client);
        return client;
    }

    public void Start(int member) => _members[member] = StartProcess(member, Path.Combine(Folder, $"{member}.log"));

    public Task KillAsync(int member) => _members[member]!.KillAsync();

    /// <summary>Waits until a majority answers.</summary>
    public async Task WaitUntilItAnswersAsync(string phase)
    {
        var arbiter = Connect();
        var started = TimeProvider.System.GetTimestamp();
        string reason;
        do
        {
            var read = await arbiter.ReadAsync(["probe"], CancellationToken.None);
            if (read.IsAvailable) return;
            reason = read.Reason;
        }
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
        Assert.Fail($"phase '{phase}': expected an answering arbiter within 60 s, last answer: {reason}. {string.Join("\n---\n", _members.Select(m => m?.Tail))}");
    }

    /// <summary>The member that leads; waits for one.</summary>
    public async Task<int> LeaderAsync()
    {
        await WaitUntilItAnswersAsync("find the leader");
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
            for (var i = 0; i < _members.Length; i++)
                if (await IsLeaderAsync(i)) return i;
        Assert.Fail("phase 'find the leader': expected a member to say it leads within 30 s, none did");
        return -1;
    }

    private async Task<bool> IsLeaderAsync(int member)
    {
        try
        {
            return !_members[member]!.HasExited && await LeadsAsync(member);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false; // still starting
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var member in _members)
            if (member is not null) await member.DisposeAsync();
        Http.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Chooses ports and files; returns the reason why the cluster cannot run here, or null.</summary>
    protected abstract string? Prepare();

    protected abstract IArbiter CreateClient();

    protected abstract Task<bool> LeadsAsync(int member);

    private protected abstract ChildProcess StartProcess(int member, string logFile);
}
