using ActiveActive.LocalWorld.Supervision;

namespace ActiveActive.Tests.LocalWorld;

public sealed class RestartPolicyTests
{
    private const int Killed = 137;
    private readonly RestartPolicy _policy = new();

    [Fact]
    public void SiloThatServed_AbortsBecauseDeclaredDead_IsReplacedAtOnce()
    {
        var decision = _policy.Decide(End(RestartPolicy.Aborted, seconds: 3), TimeSpan.Zero);

        Assert.True(decision.Restart);
        Assert.Equal(TimeSpan.Zero, decision.Delay);
    }

    [Fact]
    public void SiloThatNeverServed_Aborts_Waits()
    {
        var decision = _policy.Decide(End(RestartPolicy.Aborted, seconds: 3, wasUp: false), TimeSpan.Zero);

        Assert.Equal((true, RestartPolicy.FirstDelay), (decision.Restart, decision.Delay));
    }

    [Fact]
    public void Process_EndsAgainAndAgain_WaitsTwiceAsLongEachTime()
    {
        var delays = Enumerable.Range(0, 5).Select(i => _policy.Decide(End(Killed, seconds: 1), TimeSpan.FromSeconds(i * 20)).Delay.TotalSeconds);

        Assert.Equal([0.5, 1, 2, 4, 8], delays);
    }

    [Fact]
    public void Process_EndsAgainAndAgainForLong_NeverWaitsLongerThanTheBound()
    {
        var delays = Enumerable.Range(0, 40).Select(i => _policy.Decide(End(Killed, seconds: 1), TimeSpan.FromMinutes(i)).Delay);

        Assert.Equal(RestartPolicy.LongestDelay, delays.Max());
    }

    [Fact]
    public void Process_EndsAfterItRanLong_WaitsAsForTheFirstTime()
    {
        for (var i = 0; i < 4; i++) _policy.Decide(End(Killed, seconds: 1), TimeSpan.FromSeconds(i * 20));

        var decision = _policy.Decide(End(Killed, RestartPolicy.Stable.TotalSeconds), TimeSpan.FromSeconds(120));

        Assert.Equal(RestartPolicy.FirstDelay, decision.Delay);
    }

    [Fact]
    public void Process_EndsTooOftenWithinTheWindow_IsGivenUp()
    {
        var decisions = Enumerable.Range(0, RestartPolicy.MaxRestarts + 1)
            .Select(i => _policy.Decide(End(RestartPolicy.Aborted, seconds: 1), TimeSpan.FromSeconds(i))).ToArray();

        Assert.All(decisions.SkipLast(1), d => Assert.True(d.Restart));
        Assert.False(decisions[^1].Restart);
        Assert.Contains("9 times within 2 minutes", decisions[^1].Reason);
    }

    [Fact]
    public void Process_EndsOftenButRarelyWithinTheWindow_IsKept()
    {
        var decisions = Enumerable.Range(0, 50)
            .Select(i => _policy.Decide(End(Killed, seconds: 1), i * (RestartPolicy.Window / RestartPolicy.MaxRestarts) * 1.01));

        Assert.All(decisions, d => Assert.True(d.Restart));
    }

    [Fact]
    public void Process_EndedByFaultsOnCommand_IsReplacedAtOnceHoweverOften()
    {
        var decisions = Enumerable.Range(0, 100).Select(i => _policy.Decide(End(Killed, seconds: 1, commanded: true), TimeSpan.FromSeconds(i)));

        Assert.All(decisions, d => Assert.Equal((true, TimeSpan.Zero), (d.Restart, d.Delay)));
    }

    [Fact]
    public void HostThatNeverServed_RefusesItsConfiguration_IsGivenUpAtOnce() =>
        Assert.False(_policy.Decide(End(RestartPolicy.ConfigurationError, seconds: 1, wasUp: false), TimeSpan.Zero).Restart);

    [Fact]
    public void HostThatServedBefore_RefusesItsConfiguration_IsTriedAgain() =>
        Assert.True(_policy.Decide(End(RestartPolicy.ConfigurationError, seconds: 1), TimeSpan.Zero).Restart);

    private static ProcessEnd End(int exitCode, double seconds, bool wasUp = true, bool commanded = false) =>
        new(exitCode, TimeSpan.FromSeconds(seconds), wasUp, commanded);
}
