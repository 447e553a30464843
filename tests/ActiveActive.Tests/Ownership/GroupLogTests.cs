using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Tests.Ownership;

/// <summary>S3, S5: what a store does with each request, in whatever order and however often it comes.</summary>
public sealed class GroupLogTests
{
    private const string Life = "a0";
    private static readonly Epoch One = new(1);
    private static readonly Epoch Two = new(2);
    private readonly GroupLog _log = new(Life);

    private static LogEntry Entry(Epoch epoch, long place, string operation) => new(epoch, place, OperationId.Parse(operation), new byte[] { (byte)place });

    private LogStatus Append(Epoch epoch, string nonce, long after, string operations, long committed = 0, string life = Life, long trimmable = 0) =>
        _log.Append(life, epoch, nonce, after, [.. operations.Select((o, i) => Entry(epoch, after + 1 + i, $"{o}"))], committed, trimmable).Status;

    private static LogCopy Copy(long committed, params LogEntry[] entries) => new(0, default, entries, committed);

    private string Content => string.Concat(_log.Entries.Select(e => e.Operation.Value));

    [Fact]
    public void Append_LowerEpochAfterAHigherOne_IsRefusedAndChangesNothing()
    {
        Append(One, "x", 0, "ab");
        _log.Fence(Life, Two, "y");

        Assert.Equal(LogStatus.LowerEpoch, Append(One, "x", 2, "c"));
        Assert.Equal("ab", Content);
    }

    [Fact]
    public void Append_SameEpochOtherNonce_IsRefused()
    {
        Append(One, "x", 0, "a");

        Assert.Equal(LogStatus.OtherNonce, Append(One, "y", 1, "b"));
        Assert.Equal(LogStatus.OtherNonce, _log.Fence(Life, One, "y").Status);
        Assert.Equal("a", Content);
    }

    [Fact]
    public void Append_Replayed_AnswersSuccessAndChangesNothing()
    {
        Append(One, "x", 0, "ab");
        Append(One, "x", 2, "c");

        Assert.Equal(LogStatus.Accepted, Append(One, "x", 0, "ab"));
        Assert.Equal("abc", Content);
    }

    [Fact]
    public void Append_BehindAGap_IsRefused()
    {
        Append(One, "x", 0, "a");

        Assert.Equal(LogStatus.Gap, Append(One, "x", 2, "c"));
        Assert.Equal("a", Content);
    }

    [Fact]
    public void Append_NewHolderWithAnotherSuffix_DiscardsTheDivergentOne()
    {
        Append(One, "x", 0, "abc");

        Assert.Equal(LogStatus.Accepted, Append(Two, "y", 1, "B"));
        Assert.Equal("aB", Content);
    }

    [Fact]
    public void Append_NewHolderCommitsAnew_DropsWhatAnEarlierOneLeftBehindTheCommitted()
    {
        Append(One, "x", 0, "abcd");
        Append(One, "x", 4, "e", committed: 2);
        Append(One, "x", 2, "cd", committed: 4);

        Assert.Equal(LogStatus.Accepted, Append(Two, "y", 3, "d"));
        Assert.Equal(("abcd", 4), (Content, _log.Committed));
        Assert.Equal([One, One, One, Two], _log.Entries.Select(e => e.Epoch));
    }

    [Fact]
    public void Append_AnotherOperationAtACommittedPlace_IsRefused()
    {
        Append(One, "x", 0, "ab");
        Append(One, "x", 1, "b", committed: 2);

        Assert.Equal(LogStatus.Diverged, Append(Two, "y", 1, "B"));
        Assert.Equal("ab", Content);
    }

    [Fact]
    public void Append_NewHolderKnowsLessThanIsCommittedHere_IsRefused()
    {
        Append(One, "x", 0, "abc");
        Append(One, "x", 2, "c", committed: 3);

        Assert.Equal(LogStatus.Diverged, Append(Two, "y", 0, "ab"));
        Assert.Equal("abc", Content);
    }

    [Fact]
    public void Append_MeantForAnEarlierLifeOfTheStore_IsRefused() =>
        Assert.Equal(LogStatus.OtherIncarnation, Append(One, "x", 0, "a", life: "a-1"));

    [Fact]
    public void Fence_ReturnsTheWholeLogWithItsWatermark()
    {
        Append(One, "x", 0, "ab", committed: 1);

        var reply = _log.Fence(Life, Two, "y");

        Assert.Equal((LogStatus.Accepted, 1), (reply.Status, reply.Committed));
        Assert.Equal(2, reply.Log!.Entries.Count);
        Assert.Equal(LogStatus.Accepted, _log.Fence(Life, Two, "y").Status);
    }

    [Fact]
    public void Install_AfterTheReceiptBegan_ReplacesContentAndKeepsWhatWasReceived()
    {
        Append(One, "x", 0, "zzzz");
        _log.BeginJoin(Two, "y", 1);
        Append(Two, "y", 2, "c");
        Append(Two, "y", 3, "d");

        var reply = _log.Install(Life, Two, "y", 1, atLeast: 2, Copy(2, Entry(Two, 1, "a"), Entry(Two, 2, "b"), Entry(Two, 3, "c")));

        Assert.Equal((LogStatus.Accepted, 4), (reply.Status, reply.Confirmed));
        Assert.Equal("abcd", Content);
    }

    [Fact]
    public void Install_WithAHoleBeforeTheReceipt_IsRefused()
    {
        _log.BeginJoin(One, "x", 1);
        Append(One, "x", 3, "d");

        Assert.Equal(LogStatus.Gap, _log.Install(Life, One, "x", 1, atLeast: 0, Copy(2, Entry(One, 1, "a"), Entry(One, 2, "b"))).Status);
        Assert.Equal(LogStatus.Gap, _log.Install(Life, One, "x", 1, atLeast: 5, Copy(2, Entry(One, 1, "a"), Entry(One, 2, "b"), Entry(One, 3, "c"))).Status);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Install_LateOrTwice_DoesNotUndoWhatCameAfterIt()
    {
        var copy = Copy(1, Entry(One, 1, "a"));
        _log.BeginJoin(One, "x", 1);
        _log.Install(Life, One, "x", 1, 0, copy);
        Append(One, "x", 1, "bc");

        Assert.Equal(LogStatus.Accepted, _log.Install(Life, One, "x", 1, 0, copy).Status);
        Assert.Equal(LogStatus.Accepted, _log.BeginJoin(One, "x", 1).Status);
        Assert.Equal("abc", Content);
    }

    [Fact]
    public void Trim_UpToWhatEveryStoreKnowsCommitted_KeepsPlacesAndRefusesNothingLate()
    {
        Append(One, "x", 0, "abc");
        Append(One, "x", 3, "d", committed: 3, trimmable: 2);

        Assert.Equal(2, _log.Trim(Life, One, "x", 3).Confirmed);
        Assert.Equal(("cd", 2, 4), (Content, _log.Base, _log.Last));
        Assert.Equal(LogStatus.Accepted, Append(One, "x", 0, "abc")); // a straggler
        Assert.Equal(LogStatus.Accepted, Append(Two, "y", 3, "d"));
        Assert.Equal(("cd", 2), (Content, _log.Base));
    }

    [Fact]
    public void Append_NewHolderAsksForWhatIsTrimmed_IsRefused()
    {
        Append(One, "x", 0, "abc");
        Append(One, "x", 3, "d", committed: 3, trimmable: 3);
        _log.Trim(Life, One, "x", 3);

        Assert.Equal(LogStatus.Diverged, Append(Two, "y", 1, "bcd"));
        Assert.Equal("d", Content);
    }

    [Fact]
    public void Trim_OfADeposedHolder_IsRefused()
    {
        Append(One, "x", 0, "abc");
        Append(One, "x", 2, "c", committed: 3, trimmable: 3);
        _log.Fence(Life, Two, "y");

        Assert.Equal(LogStatus.LowerEpoch, _log.Trim(Life, One, "x", 3).Status);
        Assert.Equal("abc", Content);
    }

    [Fact]
    public void BeginJoin_OfAnEarlierAttempt_IsStale()
    {
        _log.BeginJoin(One, "x", 2);
        _log.Install(Life, One, "x", 2, 0, Copy(1, Entry(One, 1, "a")));

        Assert.Equal(LogStatus.StaleJoin, _log.BeginJoin(One, "x", 1).Status);
        Assert.Equal(LogStatus.StaleJoin, _log.Install(Life, One, "x", 1, 0, LogCopy.Empty).Status);
        Assert.Equal("a", Content);
    }
}
