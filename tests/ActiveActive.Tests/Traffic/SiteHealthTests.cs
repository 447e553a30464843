using ActiveActive.Traffic;
using CsCheck;

namespace ActiveActive.Tests.Traffic;

/// <summary>When a site counts as up or down.</summary>
public sealed class SiteHealthTests
{
    private readonly SiteHealthMachine _site = new(new SiteHealthOptions { FailuresToDown = 3, SuccessesToUp = 2 });
    private long _probe;

    [Fact]
    public void Site_NeverHeardOf_IsUpWithTheFirstProbe()
    {
        Assert.Equal(SiteHealth.Unknown, _site.Health);
        Assert.True(Answered());
        Assert.Equal(SiteHealth.Up, _site.Health);
    }

    [Fact]
    public void Site_ProbesFailInARow_GoesDownAndNeedsSeveralToComeUp()
    {
        Answered();
        Assert.False(NotAnswered());
        Assert.False(NotAnswered());
        Assert.True(NotAnswered());
        Assert.Equal(SiteHealth.Down, _site.Health);

        Assert.False(Answered());
        Assert.False(NotAnswered());
        Assert.False(Answered());
        Assert.True(Answered());
        Assert.Equal(SiteHealth.Up, _site.Health);
    }

    [Fact]
    public void Site_AnsweredBetween_StartsCountingAgain()
    {
        Answered();
        for (var i = 0; i < 10; i++)
        {
            NotAnswered();
            NotAnswered();
            if (i % 2 == 0) Answered();
            else _site.CallAnswered();
        }

        Assert.Equal(SiteHealth.Up, _site.Health);
        Assert.False(_site.HasFailures);
    }

    [Fact]
    public void Calls_NotAnswered_HastenTheVerdictAndNeverSpeakIt()
    {
        Answered();
        for (var i = 0; i < 100; i++) Assert.False(_site.CallNotAnswered());
        Assert.Equal(SiteHealth.Up, _site.Health);

        Assert.True(NotAnswered());
        Assert.Equal(SiteHealth.Down, _site.Health);
    }

    [Fact]
    public void Calls_AnsweredWhileDown_DoNotBringUp()
    {
        _site.Disconnected();
        for (var i = 0; i < 10; i++) Assert.False(_site.CallAnswered());
        Assert.Equal(SiteHealth.Down, _site.Health);
    }

    [Fact]
    public void Probe_LateFailure_SaysNothingAgainstALaterAnswer()
    {
        Assert.True(_site.ProbeSucceeded(10));
        for (var number = 0L; number < 10; number++) Assert.False(_site.ProbeFailed(number));
        Assert.Equal(SiteHealth.Up, _site.Health);
        Assert.False(_site.HasFailures);
    }

    [Fact]
    public void Site_LastConnectionLost_IsDownAtOnce()
    {
        Answered();
        Assert.True(_site.Disconnected());
        Assert.Equal(SiteHealth.Down, _site.Health);
        Assert.False(_site.Disconnected());
    }

    /// <summary>Whatever is observed: down only after enough failed probes since the last answer or with the connection, up only after enough answers since the last failure.</summary>
    [Fact]
    public void Site_AnyObservations_ChangesOnlyWithCause() => Gen.Int[0, 4].Array[1, 60].Sample(observations =>
    {
        var options = new SiteHealthOptions { FailuresToDown = 4, SuccessesToUp = 2 };
        var site = new SiteHealthMachine(options);
        var (probesFailed, lost, answersInARow, number) = (0, false, 0, 0L);
        foreach (var observation in observations)
        {
            var before = site.Health;
            var changed = observation switch
            {
                0 => site.ProbeSucceeded(number++),
                1 => site.ProbeFailed(number++),
                2 => site.CallAnswered(),
                3 => site.CallNotAnswered(),
                _ => site.Disconnected(),
            };
            if (observation == 1) probesFailed++;
            if (observation == 4) lost = true;
            if (observation is 0) answersInARow++;
            else if (observation is 1 or 4) answersInARow = 0;

            Assert.Equal(changed, before != site.Health);
            if (changed && site.Health == SiteHealth.Down) Assert.True(lost || probesFailed > 0, "taken down by calls alone");
            if (changed && site.Health == SiteHealth.Up) Assert.True(before == SiteHealth.Unknown || answersInARow >= options.SuccessesToUp, "came up too soon");
            if (observation is 0) (probesFailed, lost) = (0, false);
        }
    });

    private bool Answered() => _site.ProbeSucceeded(_probe++);

    private bool NotAnswered() => _site.ProbeFailed(_probe++);
}
