using ActiveActive.Protocol.Arbiter;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Tests.Ownership;

/// <summary>S2: what only an operator does.</summary>
public sealed class OwnershipOperationsTests
{
    private static readonly SiteId A = SiteId.Parse("a");
    private static readonly SiteId B = SiteId.Parse("b");
    private static readonly GroupId Group = new(7);
    private static readonly SiloIncarnation Holder = new(A, "a-1", "n1");
    private static readonly InSyncMember StoreB = new(B, "b0");
    private readonly ArbiterRegister _register = new();

    public OwnershipOperationsTests()
    {
        _register.Apply(OwnershipOperations.Create([Group], [StoreB, new(A, "a0")], _ => A));
        _register.Apply(ArbiterTransaction.Empty.Put(OwnershipKeys.Session(A, "a-1"), default, OwnershipRecords.Encode(new SessionRecord("n1", 1, false))));
    }

    private ArbiterEntry Entry => _register.Read(OwnershipKeys.Group(Group));

    private ArbiterEntry Session => _register.Read(OwnershipKeys.Session(A, "a-1"));

    private GroupRecord Record => OwnershipRecords.DecodeGroup(Entry.Value.Span);

    private void Hold() => _register.Apply(ArbiterTransaction.Empty.Put(
        Entry.Key, Entry.Revision, OwnershipRecords.Encode(Record with { Epoch = Record.Epoch.Next, Holder = Holder, InSync = [new(A, "a0")] })));

    [Fact]
    public void Create_NewGroup_HasNoHolderAndEveryStore()
    {
        Assert.Equal((0, null, 1L, A), (Record.Epoch.Value, Record.Holder, Record.InSyncVersion, Record.PreferredSite));
        Assert.Equal([new InSyncMember(A, "a0"), StoreB], Record.InSync);
    }

    [Fact]
    public void Create_GroupThatExists_ChangesNothing()
    {
        Hold();

        Assert.Equal(ArbiterCommitStatus.Conflict, _register.Apply(OwnershipOperations.Create([Group], [StoreB], _ => B)).Status);
        Assert.Equal(Holder, Record.Holder);
    }

    [Fact]
    public void ForceTakeOver_ExpectedEpoch_EndsTheSessionRaisesTheEpochAndLeavesANote()
    {
        Hold();
        var before = Record;

        var commit = _register.Apply(OwnershipOperations.ForceTakeOver(Group, Entry, Session, new Epoch(1), StoreB, "kim", "site a burnt down"));

        Assert.Equal(ArbiterCommitStatus.Committed, commit.Status);
        Assert.Null(Record.Holder);
        Assert.Equal([StoreB], Record.InSync);
        Assert.Equal(1001, Record.Epoch.Value);
        Assert.True(OwnershipRecords.DecodeSession(Session.Value.Span).IsTombstone);
        var note = OwnershipRecords.DecodeNote(_register.Read(OwnershipKeys.Audit(Group, new Epoch(1001))).Value.Span);
        Assert.Equal(("kim", "site a burnt down", before.ToString()), (note.Operator, note.Reason, note.Before.ToString()));
    }

    [Fact]
    public void ForceTakeOver_AnotherEpochThanExpected_IsRefused()
    {
        Hold();

        var error = Assert.Throws<InvalidOperationException>(() => OwnershipOperations.ForceTakeOver(Group, Entry, Session, new Epoch(4), StoreB, "kim", "?"));
        Assert.Contains("look again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForceTakeOver_HolderRenewsMeanwhile_IsRefusedByTheArbiter()
    {
        Hold();
        var transaction = OwnershipOperations.ForceTakeOver(Group, Entry, Session, new Epoch(1), StoreB, "kim", "?");
        _register.Apply(ArbiterTransaction.Empty.Put(Session.Key, Session.Revision, OwnershipRecords.Encode(new SessionRecord("n1", 2, false))));

        Assert.Equal(ArbiterCommitStatus.Conflict, _register.Apply(transaction).Status);
        Assert.Equal(Holder, Record.Holder);
    }

    [Theory]
    [InlineData("ownership/session/a/a-1", true)]
    [InlineData("ownership/session/A/a-1", false)]
    [InlineData("ownership/session/a", false)]
    [InlineData("ownership/group/0007", false)]
    public void Keys_Parse_OnlyWhatTheyWrote(string key, bool isSession) => Assert.Equal(isSession, OwnershipKeys.TryParseSession(key, out _, out _));

    [Fact]
    public void Records_Bytes_StayReadable()
    {
        // The format at the arbiter outlives a release. Recapture only together with code that still reads the old one.
        const string Captured =
            """{"epoch":3,"holder":{"site":"a","silo":"a-1","nonce":"n1"},"inSync":[{"site":"a","storeIncarnation":"a0"}],"inSyncVersion":2,"preferredSite":"b"}""";
        var record = new GroupRecord(new Epoch(3), Holder, [new(A, "a0")], 2, B);

        Assert.Equal(Captured, System.Text.Encoding.UTF8.GetString(OwnershipRecords.Encode(record)));
        Assert.Equal(record.ToString(), OwnershipRecords.DecodeGroup(System.Text.Encoding.UTF8.GetBytes(Captured)).ToString());
        Assert.Equal("""{"nonce":"n1","renewals":4,"isTombstone":false}""", System.Text.Encoding.UTF8.GetString(OwnershipRecords.Encode(new SessionRecord("n1", 4, false))));
    }
}
