using ActiveActive.Traffic;
using CsCheck;

namespace ActiveActive.Tests.Traffic;

/// <summary>T4, T5, S5: where a failed call may go next, and when it must stop.</summary>
public sealed class CallProgressTests
{
    private static readonly RouteCandidate[] Both = [new(0, RouteReason.Home), new(1, RouteReason.Failover)];

    [Fact]
    public void Call_NotApplied_GoesToTheNextSiteAtOnce()
    {
        var call = New();
        Fail(ref call, CallFailure.NotApplied);

        Assert.Equal(CallStep.After(TimeSpan.Zero, replan: false), call.Next(10));
        Assert.Equal(new RouteCandidate(1, RouteReason.Failover), call.Candidate);
    }

    [Fact]
    public void Call_Unknown_IsNotRepeated()
    {
        var call = New();
        Fail(ref call, CallFailure.Unknown);

        Assert.Equal(GivenUp.NotRepeatable, call.Next(10).GivenUp);
        Assert.True(call.IsBound);
    }

    [Fact]
    public void Call_UnknownAndIdempotent_WaitsAndStays()
    {
        var call = New(idempotent: true);
        Fail(ref call, CallFailure.Unknown);
        var step = call.Next(10);

        Assert.Null(step.GivenUp);
        Assert.False(step.Replan);
        Assert.InRange(step.Wait.TotalMilliseconds, 12.5, 25);
        Assert.Equal(0, call.Candidate.Index);

        Fail(ref call, CallFailure.NotApplied);
        Assert.Null(call.Next(10).GivenUp);
        Assert.Equal(0, call.Candidate.Index);
    }

    [Fact]
    public void Call_UnknownAndReadOnly_GoesToTheNextSiteAtOnce()
    {
        var call = New(readOnly: true);
        Fail(ref call, CallFailure.Unknown);

        Assert.Equal(CallStep.After(TimeSpan.Zero, replan: false), call.Next(10));
        Assert.Equal(1, call.Candidate.Index);
        Assert.False(call.IsBound);
    }

    [Fact]
    public void Call_EverySiteFull_IsShedAtOnce()
    {
        var call = New();
        call.Refused();
        Assert.Null(call.Next(10).GivenUp);
        Fail(ref call, CallFailure.Overloaded);

        Assert.Equal(GivenUp.Shed, call.Next(10).GivenUp);
        Assert.False(call.IsBound);
    }

    [Fact]
    public void Call_LapOver_WaitsAndGoesByTheCandidatesOfTheMoment()
    {
        var call = New();
        call.NotConnected();
        Assert.False(call.Next(10).Replan);
        call.NotConnected();
        var step = call.Next(10);

        Assert.True(step.Replan);
        Assert.True(step.Wait > TimeSpan.Zero);
        call.Replan([new(2, RouteReason.Home)]);
        Assert.Equal(new RouteCandidate(2, RouteReason.Home), call.Candidate);
    }

    [Fact]
    public void Call_TriedOftenEnough_Stops()
    {
        var call = New();
        for (var i = 0; i < 3; i++)
        {
            Fail(ref call, CallFailure.NotApplied);
            Assert.Null(call.Next(4).GivenUp);
        }

        Fail(ref call, CallFailure.NotApplied);
        Assert.Equal(GivenUp.Attempts, call.Next(4).GivenUp);
    }

    [Fact]
    public void Waits_OfOneCall_DoubleUpToABoundAndDifferBetweenCalls()
    {
        var (one, other) = (New(chance: 1), New(chance: 99));
        var differ = false;
        for (var i = 0; i < 12; i++)
        {
            var (a, b) = (WaitOf(ref one), WaitOf(ref other));
            var most = Math.Min(25 * Math.Pow(2, i), 800);
            Assert.InRange(a.TotalMilliseconds, most / 2, most);
            Assert.InRange(b.TotalMilliseconds, most / 2, most);
            differ |= a != b;
        }

        Assert.True(differ, "calls that fail together would come back together");

        static TimeSpan WaitOf(ref CallProgress call)
        {
            call.NotConnected();
            Assert.Null(call.Next(1000).GivenUp);
            call.NotConnected();
            return call.Next(1000).Wait;
        }
    }

    /// <summary>S5: whatever happens to the attempts, one that may have been applied is never followed by one at another site, unless nothing is changed,
    /// nor by one at the same site, unless the caller vouched for it.</summary>
    [Fact]
    public void Call_AnyFailures_NeverCrossesSitesAfterAnUnknownOutcome() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[-1, 4].Array[1, 30]).Sample((readOnly, idempotent, failures) =>
        {
            var call = new CallProgress(Both, readOnly, idempotent, 7);
            int? unknownAt = null;
            foreach (var failure in failures)
            {
                var site = call.Candidate.Index;
                if (unknownAt is { } first && !readOnly) Assert.True(idempotent && site == first, "a call that may have been applied was sent again where it is not known");
                if (failure == -1) call.NotConnected();
                else if (failure == (int)CallFailure.Overloaded) call.Refused();
                else Fail(ref call, (CallFailure)failure);
                if (failure is (int)CallFailure.Unknown or (int)CallFailure.UnknownToGrain) unknownAt ??= site;

                var step = call.Next(100);
                if (step.GivenUp is not null) return;
                if (step.Replan) call.Replan([Both[1], Both[0]]);
            }
        });

    [Theory]
    [InlineData(true, (int)GivenUp.NotRepeatable, typeof(OutcomeUnknownException))]
    [InlineData(true, (int)GivenUp.Budget, typeof(OutcomeUnknownException))]
    [InlineData(true, (int)GivenUp.Deadline, typeof(OutcomeUnknownException))]
    [InlineData(false, (int)GivenUp.Shed, typeof(OverloadedException))]
    [InlineData(false, (int)GivenUp.Attempts, typeof(SiteUnavailableException))]
    [InlineData(false, (int)GivenUp.Budget, typeof(SiteUnavailableException))]
    public void Verdict_ByWhatIsKnown_SaysWhatTheCallerMayDo(bool unknown, int why, Type expected)
    {
        var call = New(idempotent: true);
        Fail(ref call, unknown ? CallFailure.Unknown : CallFailure.NotApplied);

        var verdict = CallVerdict.Of(call, (GivenUp)why, Orleans.Runtime.GrainId.Create("test", "1"), readOnly: false, new MultiClusterClientOptions());

        Assert.IsType(expected, verdict);
        Assert.Equal(unknown ? CallOutcome.Unknown : CallOutcome.NotApplied, ((ActiveActiveException)verdict).Outcome);
    }

    private static CallProgress New(bool readOnly = false, bool idempotent = false, uint chance = 5) => new(Both, readOnly, idempotent, chance);

    private static void Fail(ref CallProgress call, CallFailure failure)
    {
        call.Sent();
        call.Failed(failure, new TimeoutException("late."));
    }
}
