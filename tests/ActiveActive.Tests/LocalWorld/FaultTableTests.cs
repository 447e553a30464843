using ActiveActive.LocalWorld.Faults;
using ActiveActive.World;

namespace ActiveActive.Tests.LocalWorld;

public sealed class FaultTableTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FaultTable _table = new();

    [Fact]
    public void Pauses_Overlap_EndOfOneDoesNotLiftTheOther()
    {
        _table.Add(Pause("a-1", 10), new Dictionary<string, int> { ["a-1"] = 1 }, T0);
        _table.Add(Pause("a-1", 30), new Dictionary<string, int> { ["a-1"] = 1 }, T0);

        _table.Expire(T0.AddSeconds(10));
        Assert.Equal([("a-1", 1)], _table.Desired().Paused);

        _table.Expire(T0.AddSeconds(30));
        Assert.Empty(_table.Desired().Paused);
    }

    [Fact]
    public void Stall_OfASiloThatIsReplaced_DoesNotTouchTheNewIncarnation()
    {
        _table.Add(new FaultOrder(FaultKinds.Stall, "a-2", Process("a-2"), TimeSpan.FromSeconds(20), default), new Dictionary<string, int> { ["a-2"] = 4 }, T0);

        var connections = _table.Desired().Connections;

        Assert.Equal((FaultKinds.Stall, T0.AddSeconds(20)), connections[("a-2", 4)]);
        Assert.DoesNotContain(("a-2", 5), connections.Keys);
    }

    [Fact]
    public void Connections_TwoFaultsOnOneSilo_TheLaterOneWinsAndTheEarlierComesBack()
    {
        var running = new Dictionary<string, int> { ["a-2"] = 1 };
        _table.Add(new FaultOrder(FaultKinds.Stall, "a-2", Process("a-2"), TimeSpan.FromSeconds(60), default), running, T0);
        var refuse = _table.Add(new FaultOrder(FaultKinds.Refuse, "a-2", Process("a-2"), TimeSpan.FromSeconds(20), default), running, T0);

        Assert.Equal(FaultKinds.Refuse, _table.Desired().Connections[("a-2", 1)].Mode);
        _table.Heal(refuse.Id, T0.AddSeconds(1));
        Assert.Equal(FaultKinds.Stall, _table.Desired().Connections[("a-2", 1)].Mode);
    }

    [Fact]
    public void Links_CutAndDelaysOverlap_AreCutAndLateByTheLongest()
    {
        _table.Add(new FaultOrder(FaultKinds.Cut, "link:a>b", Link(("a", "b")), TimeSpan.FromSeconds(5), default), new Dictionary<string, int>(), T0);
        _table.Add(Delay(100, 20), new Dictionary<string, int>(), T0);
        _table.Add(Delay(300, 10), new Dictionary<string, int>(), T0);

        Assert.Equal(new LinkFault(true, TimeSpan.FromMilliseconds(300), T0.AddSeconds(20)), _table.Desired().Links[("a", "b")]);
        Assert.Equal(new LinkFault(false, TimeSpan.FromMilliseconds(300), T0.AddSeconds(20)), _table.Desired().Links[("b", "a")]);

        _table.Expire(T0.AddSeconds(10));
        Assert.Equal(new LinkFault(false, TimeSpan.FromMilliseconds(100), T0.AddSeconds(20)), _table.Desired().Links[("a", "b")]);
    }

    [Fact]
    public void Kill_OfASite_HoldsItUntilHealed()
    {
        var kill = _table.Add(new FaultOrder(FaultKinds.Kill, "site:a", new FaultTarget("a", ["a-1"], []), TimeSpan.FromSeconds(60), default), Running(), T0);
        Assert.Equal(["a"], _table.Desired().HeldSites);

        Assert.Equal(Fault.Healed, _table.Heal(kill.Id, T0.AddSeconds(3))!.State);
        Assert.Empty(_table.Desired().HeldSites);
        Assert.Null(_table.NextEnd);
    }

    [Fact]
    public void Kill_OfAProcess_IsOverAtOnce()
    {
        var kill = _table.Add(new FaultOrder(FaultKinds.Kill, "a-1", Process("a-1"), TimeSpan.FromSeconds(60), default), Running(), T0);

        Assert.Equal((Fault.Expired, T0), (kill.State, kill.Until));
        Assert.Null(_table.NextEnd);
    }

    [Fact]
    public void Fault_IsOver_HealingItChangesNothing()
    {
        var pause = _table.Add(Pause("a-1", 10), Running(), T0);
        _table.Expire(T0.AddSeconds(10));

        Assert.Equal(Fault.Expired, _table.Heal(pause.Id, T0.AddSeconds(11))!.State);
        Assert.Null(_table.Heal("f99", T0));
    }

    [Fact]
    public void NextEnd_SeveralActive_IsTheEarliest()
    {
        _table.Add(Pause("a-1", 30), Running(), T0);
        _table.Add(Pause("a-2", 10), Running(), T0);

        Assert.Equal(T0.AddSeconds(10), _table.NextEnd);
        Assert.Equal("a-2", Assert.Single(_table.Expire(T0.AddSeconds(10))).Order.Target);
        Assert.Equal(T0.AddSeconds(30), _table.NextEnd);
    }

    [Fact]
    public void Table_IsFullOfActiveFaults_RefusesMore()
    {
        for (var i = 0; i < FaultTable.MaxActive; i++) _table.Add(Pause("a-1", 10), Running(), T0);

        Assert.Throws<OverloadedException>(() => _table.Add(Pause("a-1", 10), Running(), T0));
        Assert.Equal(FaultTable.MaxActive, _table.All.Count);
    }

    [Fact]
    public void Table_ManyFaultsAreOver_ForgetsTheOldestOnly()
    {
        for (var i = 0; i < FaultTable.MaxOver + 50; i++)
            _table.Add(new FaultOrder(FaultKinds.Kill, "a-1", Process("a-1"), TimeSpan.FromSeconds(1), default), Running(), T0);

        Assert.Equal(FaultTable.MaxOver, _table.All.Count);
        Assert.Null(_table.Find("f1"));
        Assert.NotNull(_table.Find($"f{FaultTable.MaxOver + 50}"));
    }

    private static FaultOrder Pause(string process, double seconds) =>
        new(FaultKinds.Pause, process, Process(process), TimeSpan.FromSeconds(seconds), default);

    private static FaultOrder Delay(double milliseconds, double seconds) => new(
        FaultKinds.Delay, "link:a-b", Link(("a", "b"), ("b", "a")), TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(milliseconds));

    private static FaultTarget Process(string name) => new(null, [name], []);

    private static FaultTarget Link(params (string, string)[] directions) => new(null, [], directions);

    private static Dictionary<string, int> Running() => new() { ["a-1"] = 1 };
}
