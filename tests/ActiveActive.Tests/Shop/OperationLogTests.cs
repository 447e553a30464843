using CsCheck;
using Shop.Grains;

namespace ActiveActive.Tests.Shop;

public sealed class OperationLogTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OperationArguments Some = OperationArguments.Of("add", "tea", 1);
    private static readonly OperationArguments Other = OperationArguments.Of("add", "tea", 2);

    [Fact]
    public void Log_OperationApplied_IsRememberedForTheSameArgumentsOnly()
    {
        var log = OperationLog.Empty.With(Id(1), Some, Noon);

        Assert.True(log.Contains(Id(1), Some));
        Assert.False(log.Contains(Id(2), Some));
        Assert.Throws<ConflictException>(() => log.Contains(Id(1), Other));
    }

    [Fact]
    public void Log_NoOperation_IsNeitherKeptNorFound()
    {
        var log = OperationLog.Empty.With(default, Some, Noon);

        Assert.Equal(0, log.Count);
        Assert.False(log.Contains(default, Some));
    }

    [Fact]
    public void Log_ADayLater_ForgetsAndNotBefore()
    {
        var log = OperationLog.Empty.With(Id(1), Some, Noon);

        Assert.True(log.With(Id(2), Some, Noon + OperationLog.Retention).Contains(Id(1), Some));
        Assert.False(log.With(Id(2), Some, Noon + OperationLog.Retention + TimeSpan.FromSeconds(1)).Contains(Id(1), Some));
    }

    [Fact]
    public void Log_Full_ForgetsTheOldest()
    {
        var log = Enumerable.Range(0, OperationLog.Capacity + 1).Aggregate(OperationLog.Empty, (l, i) => l.With(Id(i), Some, Noon.AddSeconds(i)));

        Assert.Equal((OperationLog.Capacity, 1), (log.Count, log.ForgottenEarly));
        Assert.False(log.Contains(Id(0), Some));
        Assert.True(log.Contains(Id(1), Some));
    }

    [Fact]
    public void Log_StoredAndRead_RemembersTheSame() => Gen.Int[0, 40].Sample(count =>
    {
        var log = Enumerable.Range(0, count).Aggregate(OperationLog.Empty, (l, i) => l.With(Id(i), Some, Noon));

        var read = OperationLog.Parse(log.ToBytes());

        Assert.Equal(log.ToBytes(), read.ToBytes());
        Assert.All(Enumerable.Range(0, count), i => Assert.True(read.Contains(Id(i), Some)));
    });

    [Fact]
    public void Bytes_ThatAreNoLog_AreRefused()
    {
        Assert.Throws<FormatException>(() => OperationLog.Parse(new byte[27]));
        Assert.Throws<FormatException>(() => OperationLog.Parse(new byte[28 * (OperationLog.Capacity + 1)]));
    }

    [Fact]
    public void Arguments_SplitDifferently_Differ()
    {
        Assert.NotEqual(OperationArguments.Of("put", "ab", "c"), OperationArguments.Of("put", "a", "bc"));
        Assert.NotEqual(OperationArguments.Of("put", "a", 1L), OperationArguments.Of("put", "a1"));
        Assert.Equal(OperationArguments.Of("put", "a", 1L), OperationArguments.Of("put", "a", 1));
    }

    private static OperationId Id(int n) => OperationId.Parse($"op-{n}");
}
