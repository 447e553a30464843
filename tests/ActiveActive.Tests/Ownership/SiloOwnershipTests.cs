using ActiveActive.Protocol.Arbiter;
using ActiveActive.Protocol.Ownership;
using static ActiveActive.Tests.Ownership.OwnershipBench;

namespace ActiveActive.Tests.Ownership;

/// <summary>The edges of ownership one by one; what happens when they meet is the simulation's business.</summary>
public sealed class SiloOwnershipTests
{
    private static readonly SiloIncarnation Self = new(A, "a-1", "n1");
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static int _operation;

    private static OwnershipBench Serving(ArbiterRegister? arbiter = null)
    {
        var bench = new OwnershipBench(Self, arbiter ?? NewArbiter());
        bench.Run(TimeSpan.FromSeconds(1));
        Assert.True(bench.Serves, bench.Record.ToString());
        return bench;
    }

    private static long? Submit(OwnershipBench bench)
    {
        var place = bench.Holder.Submit(OperationId.Parse($"op-{Interlocked.Increment(ref _operation)}"), new byte[] { 1 }, bench.Now);
        bench.Collect();
        return place;
    }

    [Fact]
    public void Start_UnownedGroup_IsTakenUnderEpochOneWithTheWholeSet()
    {
        var bench = Serving();

        Assert.Equal((1, Self), (bench.Record.Epoch.Value, bench.Record.Holder));
        Assert.Equal(2, bench.Record.InSync.Count);
    }

    [Fact]
    public void Renew_AnswerComesLate_LeaseCountsFromTheSending()
    {
        var bench = Serving();
        bench.Step(TimeSpan.FromSeconds(1));
        var sentAt = bench.Now;
        var commit = bench.TakeCommit();
        var outcome = bench.Arbiter.Apply(commit.Transaction);

        bench.Sleep(TimeSpan.FromMilliseconds(900));
        bench.Answer(commit, outcome);

        Assert.Equal(sentAt + bench.Timings.HolderSpan, bench.Ownership.LeaseDeadline);
    }

    [Fact]
    public void Lease_AtItsDeadline_ReadsStopBeforeAnybodyIsTold()
    {
        var bench = Serving();
        bench.Sleep(bench.Ownership.LeaseDeadline - bench.Now - Moment);
        Assert.True(bench.Serves);

        bench.Sleep(Moment);

        Assert.False(bench.Serves);
    }

    [Fact]
    public void Renew_WithoutARecentDurableWriteToTheOwnStore_IsWithheld()
    {
        var bench = Serving();
        bench.Sleep(bench.Timings.StoreFreshness + Moment);
        bench.Ownership.Tick(bench.Now);

        Assert.DoesNotContain(bench.Ownership.TakeOutput(), o => o is CommitOwnership);
    }

    [Fact]
    public void Renew_UnknownButApplied_IsAdoptedFromItsOwnSending()
    {
        var bench = Serving();
        bench.Step(TimeSpan.FromSeconds(1));
        var sentAt = bench.Now;
        var commit = bench.TakeCommit();
        bench.Arbiter.Apply(commit.Transaction);

        bench.Sleep(TimeSpan.FromSeconds(1));
        bench.Answer(commit, ArbiterCommit.Unknown("no answer in time"));
        var second = bench.TakeCommit();
        bench.Answer(second, bench.Arbiter.Apply(second.Transaction)); // conflicts with the first, and thereby shows it

        Assert.Equal(sentAt + bench.Timings.HolderSpan, bench.Ownership.LeaseDeadline);
        Assert.False(bench.Ownership.HasEnded);
    }

    [Fact]
    public void Renew_SessionWasEnded_DropsEverything()
    {
        var bench = Serving();
        var key = OwnershipKeys.Session(A, "a-1");
        var session = bench.Arbiter.Read(key);
        bench.Arbiter.Apply(ArbiterTransaction.Empty.Put(key, session.Revision, OwnershipRecords.Encode(new SessionRecord("n1", 99, true))));

        bench.Run(TimeSpan.FromSeconds(2));

        Assert.True(bench.Ownership.HasEnded);
        Assert.Equal([CloseReason.SessionEnded], bench.Closed);
    }

    [Fact]
    public void Write_BothStoresHaveIt_IsCommittedWithoutTheArbiter()
    {
        var bench = Serving();
        var revision = bench.Arbiter.Revision;

        Assert.Equal(1, Submit(bench));

        Assert.Equal([1L], bench.Committed);
        Assert.Equal(revision, bench.Arbiter.Revision);
    }

    [Fact]
    public void Write_PeerSilent_WaitsUntilTheShrinkIsConfirmed()
    {
        var bench = Serving();
        bench.IsPeerSilent = true;
        Submit(bench);
        for (var waited = TimeSpan.Zero; waited <= bench.Timings.PeerSilence; waited += TimeSpan.FromMilliseconds(100))
        {
            bench.Step(TimeSpan.FromMilliseconds(100));
            if (waited < bench.Timings.PeerSilence - TimeSpan.FromMilliseconds(200)) bench.AnswerAll();
        }

        var shrink = bench.TakeCommit();
        Assert.Empty(bench.Committed); // asked for, not confirmed

        bench.Answer(shrink, bench.Arbiter.Apply(shrink.Transaction));

        Assert.Equal([new InSyncMember(A, "a0")], bench.Record.InSync);
        Assert.Equal([1L], bench.Committed);
    }

    [Fact]
    public void Write_ShrinkOfUnknownOutcome_StillNeedsTheUnion()
    {
        var bench = Serving();
        bench.IsPeerSilent = true;
        Submit(bench);
        CommitOwnership? shrink = null;
        while (shrink is null)
        {
            bench.Step(TimeSpan.FromMilliseconds(50));
            if (bench.Holder.WantedSet(bench.Now) is null) bench.AnswerAll();
            else shrink = bench.TakeCommit();
        }

        bench.Answer(shrink, ArbiterCommit.Unknown("no answer in time"));
        Assert.Empty(bench.Committed);
        Assert.Equal(2, bench.Holder.Required.Count);

        bench.Run(TimeSpan.FromMilliseconds(300)); // a later transaction settles it
        Assert.Equal([1L], bench.Committed);
    }

    [Fact]
    public void Rejoin_PeerIsBack_IsRecordedAgainAndRequired()
    {
        var bench = Serving();
        bench.IsPeerSilent = true;
        Submit(bench);
        bench.Run(TimeSpan.FromSeconds(3));
        Assert.Single(bench.Record.InSync);

        bench.IsPeerSilent = false;
        bench.Run(TimeSpan.FromSeconds(5));

        Assert.Equal(2, bench.Record.InSync.Count);
        Assert.Equal(2, bench.Holder.Required.Count);
    }

    [Fact]
    public void TakeOver_HolderOfTheOtherSiteStandsStill_WaitsTheWholeSpanAndLeavesItsStoreOut()
    {
        var arbiter = WithHolder(new SiloIncarnation(B, "b-1", "n9"));
        var bench = new OwnershipBench(Self, arbiter) { IsPeerSilent = true };
        bench.Run(bench.Timings.ChallengerSpan - TimeSpan.FromMilliseconds(200));
        Assert.Equal("b-1", bench.Record.Holder!.Silo);

        bench.Run(TimeSpan.FromMilliseconds(700));

        Assert.Equal((6, Self), (bench.Record.Epoch.Value, bench.Record.Holder));
        Assert.Equal([new InSyncMember(A, "a0")], bench.Record.InSync);
        Assert.True(OwnershipRecords.DecodeSession(arbiter.Read(OwnershipKeys.Session(B, "b-1")).Value.Span).IsTombstone);
    }

    [Fact]
    public void TakeOver_HolderMoves_NeverHappens()
    {
        var arbiter = WithHolder(new SiloIncarnation(B, "b-1", "n9"));
        var bench = new OwnershipBench(Self, arbiter);
        var key = OwnershipKeys.Session(B, "b-1");
        for (var renewals = 2; renewals < 30; renewals++)
        {
            arbiter.Apply(ArbiterTransaction.Empty.Put(key, arbiter.Read(key).Revision, OwnershipRecords.Encode(new SessionRecord("n9", renewals, false))));
            bench.Run(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("b-1", bench.Record.Holder!.Silo);
    }

    [Fact]
    public void TakeOver_OwnStoreIsNotInTheSet_NeverHappens()
    {
        var arbiter = WithHolder(new SiloIncarnation(B, "b-1", "n9"), new InSyncMember(B, "b0"));
        var bench = new OwnershipBench(Self, arbiter);

        bench.Run(TimeSpan.FromSeconds(30));

        Assert.Equal("b-1", bench.Record.Holder!.Silo);
    }

    [Fact]
    public void Start_EarlierRunOfTheSameSiloMayStillLive_WaitsForItsSessionToStandStill()
    {
        var arbiter = WithHolder(new SiloIncarnation(A, "a-1", "n0"));
        var bench = new OwnershipBench(Self, arbiter);
        bench.Run(bench.Timings.ChallengerSpan - TimeSpan.FromMilliseconds(200));
        Assert.Equal("n0", OwnershipRecords.DecodeSession(arbiter.Read(OwnershipKeys.Session(A, "a-1")).Value.Span).Nonce);

        bench.Run(TimeSpan.FromSeconds(2));

        Assert.Equal((6, "n1"), (bench.Record.Epoch.Value, bench.Record.Holder!.Nonce));
        Assert.Equal(2, bench.Record.InSync.Count);
    }

    [Fact]
    public void HandOver_ToALiveSiloOfTheSet_NamesItAndStopsServingFirst()
    {
        var arbiter = NewArbiter();
        var bench = Serving(arbiter);
        arbiter.Apply(ArbiterTransaction.Empty.Put(OwnershipKeys.Session(B, "b-1"), default, OwnershipRecords.Encode(new SessionRecord("n9", 1, false))));
        bench.Run(TimeSpan.FromSeconds(1.5));

        Assert.True(bench.Ownership.HandOver(Group, B, bench.Now));
        bench.Collect();
        Assert.False(bench.Serves);
        Assert.Null(Submit(bench));
        bench.AnswerAll();

        Assert.Equal((2, new SiloIncarnation(B, "b-1", "n9")), (bench.Record.Epoch.Value, bench.Record.Holder));
        Assert.Equal(2, bench.Record.InSync.Count);
        Assert.Equal([CloseReason.HandedOver], bench.Closed);
    }

    [Fact]
    public void HandOver_NobodyThere_IsRefusedAndTheGroupGoesOn()
    {
        var bench = Serving();

        Assert.False(bench.Ownership.HandOver(Group, B, bench.Now));
        Assert.True(bench.Serves);
    }

    [Fact]
    public void Leave_LastSilo_EndsItsSession()
    {
        var arbiter = NewArbiter();
        var bench = Serving(arbiter);
        arbiter.Apply(ArbiterTransaction.Empty.Put(OwnershipKeys.Session(A, "a-2"), default, OwnershipRecords.Encode(new SessionRecord("n5", 1, false))));
        bench.Run(TimeSpan.FromSeconds(1.5));

        bench.Ownership.Leave(bench.Now);
        bench.Collect();
        bench.AnswerAll();

        Assert.Equal("a-2", bench.Record.Holder!.Silo);
        Assert.True(bench.Ownership.HasEnded);
        Assert.True(OwnershipRecords.DecodeSession(arbiter.Read(OwnershipKeys.Session(A, "a-1")).Value.Span).IsTombstone);
    }

    /// <summary>The group held at epoch 5 by somebody whose session stands.</summary>
    private static ArbiterRegister WithHolder(SiloIncarnation holder, params InSyncMember[] set)
    {
        var arbiter = NewArbiter();
        var entry = arbiter.Read(OwnershipKeys.Group(Group));
        var record = OwnershipRecords.DecodeGroup(entry.Value.Span);
        arbiter.Apply(ArbiterTransaction.Empty
            .Put(entry.Key, entry.Revision, OwnershipRecords.Encode(record with { Epoch = new Epoch(5), Holder = holder, InSync = set.Length > 0 ? set : record.InSync }))
            .Put(OwnershipKeys.Session(holder.Site, holder.Silo), default, OwnershipRecords.Encode(new SessionRecord(holder.Nonce, 1, false))));
        return arbiter;
    }
}
