using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>T5: calls under way are bounded, without cores waiting for each other.</summary>
public sealed class InFlightLimitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    public void Limit_Small_IsExact(int limit)
    {
        var calls = new InFlightLimit(limit);
        for (var i = 0; i < limit; i++) Assert.True(calls.TryEnter());
        Assert.False(calls.TryEnter());
        Assert.Equal(limit, calls.Count);

        calls.Exit();
        Assert.True(calls.TryEnter());
        Assert.False(calls.TryEnter());
    }

    [Fact]
    public void Limit_Large_IsKeptToThreePercent()
    {
        const int Limit = 10_000;
        var calls = new InFlightLimit(Limit);
        var entered = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < Limit; i++)
                if (calls.TryEnter()) Interlocked.Increment(ref entered);
        });

        Assert.InRange(entered, Limit * 0.96, Limit * 1.04);
        Assert.Equal(entered, calls.Count);
    }

    [Fact]
    public void Calls_ComeAndGoOnAllCores_LeaveNothingBehind()
    {
        var calls = new InFlightLimit(100_000);
        Parallel.For(0, 200_000, i =>
        {
            Assert.True(calls.TryEnter());
            calls.Exit();
        });

        Assert.Equal(0, calls.Count);
    }
}
