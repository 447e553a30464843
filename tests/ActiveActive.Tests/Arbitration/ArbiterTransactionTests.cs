using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Tests.Arbitration;

public sealed class ArbiterTransactionTests
{
    [Fact]
    public void Put_SameKeyTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ArbiterTransaction.Empty.Put("a", default, default).Put("a", default, default));

    [Fact]
    public void Put_TooLargeAValue_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ArbiterTransaction.Empty.Put("a", default, new byte[ArbiterLimits.MaxValueBytes + 1]));

    [Fact]
    public void Delete_ExpectingAbsence_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ArbiterTransaction.Empty.Delete("a", ArbiterRevision.Absent));

    [Fact]
    public void Put_OneKeyTooMany_IsRefused()
    {
        var full = Enumerable.Range(0, ArbiterLimits.MaxKeys).Aggregate(ArbiterTransaction.Empty, (t, i) => t.Put($"k{i}", default, default));

        Assert.Throws<ArgumentException>(() => full.Put("more", default, default));
        Assert.Equal(ArbiterLimits.MaxKeys, full.Writes.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public void Expect_IllegalKey_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() => ArbiterTransaction.Empty.Expect(key, default));
}
