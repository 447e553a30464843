using ActiveActive.Traffic;
using CsCheck;

namespace ActiveActive.Tests.Traffic;

/// <summary>T5: retries stay a share of the calls.</summary>
public sealed class RetryBudgetTests
{
    [Fact]
    public void Budget_Quiet_AllowsTheReserveInAnyTenSeconds()
    {
        var budget = new RetryBudget(0.5, 2);
        Assert.True(budget.TrySpend(100));
        Assert.True(budget.TrySpend(105));
        Assert.False(budget.TrySpend(109));
        Assert.True(budget.TrySpend(110));
        Assert.False(budget.TrySpend(114));
    }

    [Fact]
    public void Budget_Calls_EarnTheirShareAndForgetIt()
    {
        var budget = new RetryBudget(0.5, 0);
        for (var i = 0; i < 10; i++) budget.Call(100);
        for (var i = 0; i < 5; i++) Assert.True(budget.TrySpend(109));
        Assert.False(budget.TrySpend(109));
        Assert.False(budget.TrySpend(110));
    }

    [Fact]
    public void Budget_AnyHistory_KeepsRetriesWithinTheShare() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Select(Gen.Bool, Gen.Int[0, 2]).Array[1, 400]).Sample((tenths, reserve, steps) =>
        {
            var budget = new RetryBudget(tenths / 10.0, reserve);
            var second = 1_000L;
            var calls = new List<long>();
            var retries = new List<long>();
            foreach (var (isCall, later) in steps)
            {
                second += later;
                if (isCall)
                {
                    budget.Call(second);
                    calls.Add(second);
                    continue;
                }

                var allowed = reserve + (calls.Count(c => c > second - 10) * tenths / 10.0);
                Assert.Equal(retries.Count(r => r > second - 10) < allowed, budget.TrySpend(second));
                if (retries.Count(r => r > second - 10) < allowed) retries.Add(second);
            }
        });

    [Fact]
    public void Budget_Concurrent_CountsEveryCall()
    {
        var budget = new RetryBudget(1, 0);
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1000; i++) budget.Call(50);
        });

        for (var i = 0; i < 4000; i++) Assert.True(budget.TrySpend(50), $"retry {i}");
        Assert.False(budget.TrySpend(50));
    }
}
