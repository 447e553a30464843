using System.Globalization;
using System.Text;
using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;
using ActiveActive.Tests.Arbitration;

namespace ActiveActive.WorldTests.Arbitration;

/// <summary>The conformance suite on real members, and what must hold when they die.</summary>
public abstract class ArbiterClusterTests(ArbiterCluster cluster) : ArbiterConformance
{
    protected override ValueTask<IArbiter> ConnectAsync() => new(cluster.Connect());

    /// <summary>F11, S3: one caller per key, so that every outcome can be held against the final value.</summary>
    [Fact]
    public async Task Commit_LeaderKilledUnderLoad_KeepsWhatWasAcknowledgedAndInventsNothing()
    {
        _ = cluster.Connect();
        var leader = await cluster.LeaderAsync();
        using var stop = new CancellationTokenSource();
        var underWay = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
        var resumed = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
        var killed = new StrongBox<bool>();
        var loops = Enumerable.Range(0, 4).Select(i => Task.Run(() => CountAsync(cluster.Connect(), $"kill/{Guid.NewGuid():N}", underWay[i], killed, resumed[i], stop.Token))).ToArray();
        await Task.WhenAll(underWay.Select(t => t.Task)).WaitAsync(TimeSpan.FromSeconds(30));

        await cluster.KillAsync(leader);
        killed.Value = true;
        await Task.WhenAll(resumed.Select(t => t.Task)).WaitAsync(TimeSpan.FromSeconds(30));
        cluster.Start(leader);
        await stop.CancelAsync();
        var counts = await Task.WhenAll(loops);
        await cluster.WaitUntilItAnswersAsync("after the kill");

        foreach (var count in counts)
        {
            var final = await ReadAsync(cluster.Connect(), count.Key);
            Assert.InRange(final, count.Acknowledged, count.Acknowledged + count.Unknown);
        }
    }

    [Fact]
    public async Task Read_AllMembersKilledAndRestarted_FindsWhatWasCommitted()
    {
        var arbiter = cluster.Connect();
        await cluster.WaitUntilItAnswersAsync("before the kill");
        var key = $"restart/{Guid.NewGuid():N}";
        var revision = ArbiterRevision.Absent;
        for (var i = 1; i <= 100; i++) revision = await PutAsync(arbiter, key, revision, i);

        for (var i = 0; i < 3; i++) await cluster.KillAsync(i);
        for (var i = 0; i < 3; i++) cluster.Start(i);
        await cluster.WaitUntilItAnswersAsync("after the restart");
        var entry = (await cluster.Connect().ReadAsync([key], TestContext.Current.CancellationToken)).Entries.Single();

        Assert.Equal(("100", revision), (Encoding.UTF8.GetString(entry.Value.Span), entry.Revision));
    }

    [Fact]
    public async Task Read_FromAMajorityWithAMemberThatMissedSnapshots_FindsWhatWasCommitted()
    {
        var arbiter = cluster.Connect();
        var leader = await cluster.LeaderAsync();
        var absent = (leader + 1) % 3;
        await cluster.KillAsync(absent);
        var key = $"absent/{Guid.NewGuid():N}";
        var revision = ArbiterRevision.Absent;
        for (var i = 1; i <= 300; i++) revision = await PutAsync(arbiter, key, revision, i);

        cluster.Start(absent);
        await cluster.KillAsync((leader + 2) % 3);
        await PutWithRetryAsync(cluster.Connect(), key, revision, 301); // needs the member that was absent
        await cluster.KillAsync(leader);
        cluster.Start((leader + 2) % 3);
        await cluster.WaitUntilItAnswersAsync("the member that was absent is half of the majority");
        var final = await ReadAsync(cluster.Connect(), key);
        cluster.Start(leader);

        Assert.Equal(301, final);
    }

    private static async Task PutWithRetryAsync(IArbiter arbiter, string key, ArbiterRevision expected, int value)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(key, expected, Bytes(value)), TestContext.Current.CancellationToken);
            if (commit.Status == ArbiterCommitStatus.Committed) return;
            // Only this caller writes the key: a conflict is its own earlier transaction, applied after it had given up.
            if (commit.Status == ArbiterCommitStatus.Conflict && Parse(commit.Current[0]) == value) return;
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30)) Assert.Fail($"phase 'catch up': expected a commit within 30 s, last: {commit}");
        }
    }

    private static async Task<ArbiterRevision> PutAsync(IArbiter arbiter, string key, ArbiterRevision expected, int value)
    {
        var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(key, expected, Bytes(value)), TestContext.Current.CancellationToken);
        Assert.Equal((ArbiterCommitStatus.Committed, ""), (commit.Status, commit.Reason));
        return commit.Revision;
    }

    private static async Task<Count> CountAsync(
        IArbiter arbiter, string key, TaskCompletionSource underWay, StrongBox<bool> killed, TaskCompletionSource resumed, CancellationToken stop)
    {
        var count = new Count(key);
        while (!stop.IsCancellationRequested)
        {
            var wasKilled = Volatile.Read(ref killed.Value);
            var read = await arbiter.ReadAsync([key], CancellationToken.None);
            if (!read.IsAvailable) continue;
            var value = Parse(read.Entries[0]);
            Assert.InRange(value, count.Acknowledged, count.Acknowledged + count.Unknown);
            var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(key, read.Entries[0].Revision, Bytes(value + 1)), CancellationToken.None);
            if (commit.Status == ArbiterCommitStatus.Unknown) count.Unknown++;
            if (commit.Status != ArbiterCommitStatus.Committed) continue;
            count.Acknowledged++;
            if (count.Acknowledged >= 20) underWay.TrySetResult();
            if (wasKilled) resumed.TrySetResult();
        }

        return count;
    }

    private static async Task<int> ReadAsync(IArbiter arbiter, string key) =>
        Parse((await arbiter.ReadAsync([key], TestContext.Current.CancellationToken)).Entries.Single());

    private static int Parse(ArbiterEntry entry) =>
        entry.Exists ? int.Parse(Encoding.UTF8.GetString(entry.Value.Span), CultureInfo.InvariantCulture) : 0;

    private static byte[] Bytes(int value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private sealed class StrongBox<T>
    {
        public T? Value;
    }

    private sealed class Count(string key)
    {
        public string Key => key;

        public int Acknowledged { get; set; }

        public int Unknown { get; set; }
    }
}
