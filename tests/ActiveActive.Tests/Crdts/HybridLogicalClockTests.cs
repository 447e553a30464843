using ActiveActive.Crdts;
using CsCheck;

namespace ActiveActive.Tests.Crdts;

/// <summary>F22: wall clocks that step and differ.</summary>
public sealed class HybridLogicalClockTests
{
    [Fact]
    public void Next_AnyWallClock_OnlyRisesAndIsNeverBehindIt() => Gen.Long[0, 50].Array[1, 50].Sample(walls =>
    {
        var clock = new HybridLogicalClock(TimeSpan.FromSeconds(1));
        foreach (var wall in walls)
        {
            var before = clock.Last;
            var stamp = clock.Next(At(wall));
            Assert.True(stamp.CompareTo(before) > 0);
            Assert.True(stamp.Milliseconds >= (ulong)wall);
        }

        Assert.True(clock.Last.Milliseconds <= (ulong)walls.Max());
    });

    [Fact]
    public void Observe_WithinTheBound_PutsLaterStampsAbove()
    {
        var clock = new HybridLogicalClock(TimeSpan.FromSeconds(1));

        Assert.True(clock.TryObserve(new HlcTimestamp(1100, 3), At(100)));
        Assert.Equal(new HlcTimestamp(1100, 4), clock.Next(At(100)));
    }

    [Fact]
    public void Observe_BeyondTheBound_IsReportedAndNotAdopted()
    {
        var clock = new HybridLogicalClock(TimeSpan.FromSeconds(1));

        Assert.False(clock.TryObserve(new HlcTimestamp(1101, 0), At(100)));
        Assert.False(clock.TryObserve(new HlcTimestamp(ulong.MaxValue, uint.MaxValue), At(100)));
        Assert.Equal(new HlcTimestamp(100, 0), clock.Next(At(100)));
    }

    [Fact]
    public void Next_CounterUsedUp_BorrowsAMillisecond() =>
        Assert.Equal(new HlcTimestamp(8, 0), new HybridLogicalClock(TimeSpan.Zero, new HlcTimestamp(7, uint.MaxValue)).Next(At(5)));

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
