using System.Text;
using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Tests.Arbitration;

/// <summary>What every <see cref="IArbiter"/> must do; each implementation runs all of it. Protects S2 and S3, which rest on it.</summary>
public abstract class ArbiterConformance
{
    private readonly string _folder = $"conformance/{Guid.NewGuid():N}/";

    /// <summary>The arbiter under test, reachable and healthy. Disposal is the subclass's business.</summary>
    protected abstract ValueTask<IArbiter> ConnectAsync();

    private string Key(string name) => _folder + name;

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ArbiterEntry entry) => Encoding.UTF8.GetString(entry.Value.Span);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_MissingKeys_AreAbsentInTheOrderAskedFor()
    {
        var arbiter = await ConnectAsync();

        var read = await arbiter.ReadAsync([Key("b"), Key("a")], Cancellation);

        Assert.True(read.IsAvailable, read.Reason);
        Assert.Equal([Key("b"), Key("a")], read.Entries.Select(e => e.Key));
        Assert.All(read.Entries, e => Assert.True(!e.Exists && e.Value.IsEmpty));
    }

    [Fact]
    public async Task Commit_CreateIfAbsent_IsReadBackWithItsRevision()
    {
        var arbiter = await ConnectAsync();

        var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("1")), Cancellation);
        var read = await arbiter.ReadAsync([Key("a")], Cancellation);

        Assert.Equal(ArbiterCommitStatus.Committed, commit.Status);
        var entry = Assert.Single(read.Entries);
        Assert.Equal("1", Text(entry));
        Assert.Equal(commit.Revision, entry.Revision);
    }

    [Fact]
    public async Task Commit_EmptyValue_ExistsAndDiffersFromAbsent()
    {
        var arbiter = await ConnectAsync();

        await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, default), Cancellation);
        var read = await arbiter.ReadAsync([Key("a")], Cancellation);

        Assert.True(Assert.Single(read.Entries).Exists);
    }

    [Fact]
    public async Task Commit_CreateIfAbsentTwice_SecondConflictsAndShowsTheFirst()
    {
        var arbiter = await ConnectAsync();
        await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("first")), Cancellation);

        var second = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("second")), Cancellation);

        Assert.Equal(ArbiterCommitStatus.Conflict, second.Status);
        Assert.Equal("first", Text(Assert.Single(second.Current)));
    }

    [Fact]
    public async Task Commit_OneComparisonOfSeveralFails_ChangesNothingAndShowsAll()
    {
        var arbiter = await ConnectAsync();
        var first = await arbiter.CommitAsync(
            ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("a1")).Put(Key("b"), ArbiterRevision.Absent, Bytes("b1")), Cancellation);

        var second = await arbiter.CommitAsync(
            ArbiterTransaction.Empty.Put(Key("a"), first.Revision, Bytes("a2")).Expect(Key("b"), ArbiterRevision.Absent).Put(Key("c"), ArbiterRevision.Absent, Bytes("c2")),
            Cancellation);
        var read = await arbiter.ReadAsync([Key("a"), Key("b"), Key("c")], Cancellation);

        Assert.Equal(ArbiterCommitStatus.Conflict, second.Status);
        Assert.Equal([Key("a"), Key("b"), Key("c")], second.Current.Select(e => e.Key));
        Assert.Equal(["a1", "b1", ""], second.Current.Select(Text));
        Assert.Equal(["a1", "b1", ""], read.Entries.Select(Text));
    }

    [Fact]
    public async Task Commit_SeveralKeys_HappensAtOneRevision()
    {
        var arbiter = await ConnectAsync();

        var commit = await arbiter.CommitAsync(
            ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("1")).Put(Key("b"), ArbiterRevision.Absent, Bytes("2")), Cancellation);
        var read = await arbiter.ReadAsync([Key("a"), Key("b")], Cancellation);

        Assert.All(read.Entries, e => Assert.Equal(commit.Revision, e.Revision));
    }

    [Fact]
    public async Task Commit_OnlyComparisons_SaysWhetherTheyHold()
    {
        var arbiter = await ConnectAsync();
        var first = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("1")), Cancellation);

        var holds = await arbiter.CommitAsync(ArbiterTransaction.Empty.Expect(Key("a"), first.Revision), Cancellation);
        var fails = await arbiter.CommitAsync(ArbiterTransaction.Empty.Expect(Key("a"), ArbiterRevision.Absent), Cancellation);
        var read = await arbiter.ReadAsync([Key("a")], Cancellation);

        Assert.Equal((ArbiterCommitStatus.Committed, ArbiterCommitStatus.Conflict), (holds.Status, fails.Status));
        Assert.Equal(first.Revision, read.Entries[0].Revision);
    }

    [Fact]
    public async Task Commit_SameValueAgain_MovesTheRevision()
    {
        var arbiter = await ConnectAsync();
        var first = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("1")), Cancellation);

        var second = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), first.Revision, Bytes("1")), Cancellation);

        Assert.Equal(ArbiterCommitStatus.Committed, second.Status);
        Assert.True(second.Revision.CompareTo(first.Revision) > 0, $"{second.Revision} does not follow {first.Revision}");
    }

    [Fact]
    public async Task Commit_DeleteThenCreate_GetsARevisionNeverUsedBefore()
    {
        var arbiter = await ConnectAsync();
        var first = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("1")), Cancellation);

        var delete = await arbiter.CommitAsync(ArbiterTransaction.Empty.Delete(Key("a"), first.Revision), Cancellation);
        var gone = await arbiter.ReadAsync([Key("a")], Cancellation);
        var stale = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), first.Revision, Bytes("stale")), Cancellation);
        var again = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("a"), ArbiterRevision.Absent, Bytes("2")), Cancellation);

        Assert.Equal(ArbiterCommitStatus.Committed, delete.Status);
        Assert.False(gone.Entries[0].Exists);
        Assert.Equal(ArbiterCommitStatus.Conflict, stale.Status);
        Assert.True(again.Revision.CompareTo(first.Revision) > 0);
    }

    [Fact]
    public async Task Commit_LargestTransaction_IsAccepted()
    {
        var arbiter = await ConnectAsync();
        var value = new byte[ArbiterLimits.MaxValueBytes];
        new Random(1).NextBytes(value);
        var transaction = ArbiterTransaction.Empty.Put(Key("large"), ArbiterRevision.Absent, value);
        for (var i = 1; i < ArbiterLimits.MaxKeys; i++) transaction = transaction.Put(Key($"k{i:d2}"), ArbiterRevision.Absent, Bytes($"{i}"));

        var commit = await arbiter.CommitAsync(transaction, Cancellation);
        var read = await arbiter.ReadAsync([.. transaction.Writes.Select(w => w.Key)], Cancellation);

        Assert.Equal(ArbiterCommitStatus.Committed, commit.Status);
        Assert.Equal(value, read.Entries[0].Value.ToArray());
        Assert.Equal("63", Text(read.Entries[63]));
    }

    [Fact]
    public async Task List_Prefix_ReturnsExactlyTheKeysBelowItInOrder()
    {
        var arbiter = await ConnectAsync();
        foreach (var name in new[] { "g/2", "g/10", "h/1", "g0" })
            await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key(name), ArbiterRevision.Absent, Bytes(name)), Cancellation);

        var list = await arbiter.ListAsync(Key("g/"), Cancellation);

        Assert.Equal([Key("g/10"), Key("g/2")], list.Entries.Select(e => e.Key));
        Assert.Equal(["g/10", "g/2"], list.Entries.Select(Text));
    }

    [Fact]
    public async Task Commit_ConcurrentIncrements_LoseNone()
    {
        const int Callers = 8, Each = 10;
        var arbiter = await ConnectAsync();
        await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("n"), ArbiterRevision.Absent, Bytes("0")), Cancellation);

        var revisions = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => IncrementAsync(arbiter, Key("n"), Each))));
        var read = await arbiter.ReadAsync([Key("n")], Cancellation);

        Assert.Equal($"{Callers * Each}", Text(read.Entries[0]));
        Assert.Equal(Callers * Each, revisions.SelectMany(r => r).Distinct().Count());
    }

    [Fact]
    public async Task Observe_ChangeBelowThePrefix_IsHintedWithItsRevisionOrALaterOne()
    {
        var arbiter = await ConnectAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        await using var hints = arbiter.ObserveAsync(Key("g/"), patience.Token).GetAsyncEnumerator(patience.Token);
        Assert.True(await hints.MoveNextAsync(), "the observation was not established");

        var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(Key("g/1"), ArbiterRevision.Absent, Bytes("1")), Cancellation);
        while (hints.Current.Revision.CompareTo(commit.Revision) < 0) Assert.True(await hints.MoveNextAsync());
    }

    [Fact]
    public async Task Requests_OutsideTheLimits_AreRefusedBeforeTheyAreSent()
    {
        var arbiter = await ConnectAsync();
        string[] tooMany = [.. Enumerable.Range(0, ArbiterLimits.MaxKeys + 1).Select(i => Key($"{i}"))];

        await Assert.ThrowsAsync<ArgumentException>(() => arbiter.ReadAsync([], Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => arbiter.ReadAsync(tooMany, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => arbiter.ReadAsync([Key("a"), Key("a")], Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => arbiter.ReadAsync(["white space"], Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => arbiter.CommitAsync(ArbiterTransaction.Empty, Cancellation));
    }

    private static async Task<List<long>> IncrementAsync(IArbiter arbiter, string key, int times)
    {
        var revisions = new List<long>();
        while (revisions.Count < times)
        {
            var entry = (await arbiter.ReadAsync([key], Cancellation)).Entries.Single();
            var next = int.Parse(Text(entry), System.Globalization.CultureInfo.InvariantCulture) + 1;
            var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put(key, entry.Revision, Bytes($"{next}")), Cancellation);
            Assert.NotEqual(ArbiterCommitStatus.Unknown, commit.Status); // nothing fails in this test, so that nothing may be unknown
            if (commit.Status == ArbiterCommitStatus.Committed) revisions.Add(commit.Revision.Value);
        }

        return revisions;
    }
}
