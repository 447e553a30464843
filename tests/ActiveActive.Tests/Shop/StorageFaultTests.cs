using Shop.Contracts;

namespace ActiveActive.Tests.Shop;

/// <summary>What callers are told, and what they see afterwards, when the store fails in the middle of a change.</summary>
public sealed class StorageFaultTests(ShopSilo silo)
{
    private const string State = "stock";

    [Fact]
    public async Task Write_CouldNotBeSent_SaysNotAppliedAndChangesNothing()
    {
        var (stock, key) = await StockAsync();
        silo.Storage.Arm(State, key, WriteFault.NotSent);

        var error = await Assert.ThrowsAnyAsync<ActiveActiveException>(() => stock.Reserve("r", 4));

        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
        Assert.Equal(0, (await stock.Get())!.Reserved);
        Assert.True((await stock.Reserve("r", 4)).Created);
    }

    [Theory]
    [InlineData(WriteFault.Lost, 0, true)]
    [InlineData(WriteFault.AppliedUnconfirmed, 4, false)]
    public async Task Write_WithoutAnswer_SaysUnknownAndTheNextReadTellsTheTruth(WriteFault fault, long reserved, bool createdByRetry)
    {
        var (stock, key) = await StockAsync();
        silo.Storage.Arm(State, key, fault);

        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => stock.Reserve("r", 4));

        Assert.Equal(CallOutcome.Unknown, error.Outcome);
        Assert.Equal(reserved, (await stock.Get())!.Reserved);
        var retry = await stock.Reserve("r", 4);
        Assert.Equal((createdByRetry, 4L), (retry.Created, retry.Stock.Reserved));
    }

    [Fact]
    public async Task Write_ArrivesAfterItWasReadAsLost_IsFencedOff()
    {
        var (stock, key) = await StockAsync();
        silo.Storage.Arm(State, key, WriteFault.LostAndLate);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stock.Reserve("r", 4));
        Assert.Equal(0, (await stock.Get())!.Reserved);

        silo.Storage.Deliver(State, key);

        Assert.Equal(0, (await stock.Get())!.Reserved);
        await silo.ReactivateAsync(stock);
        Assert.Equal(0, (await stock.Get())!.Reserved);
    }

    [Fact]
    public async Task Write_ArrivesBeforeTheStateIsReadAgain_Counts()
    {
        var (stock, key) = await StockAsync();
        silo.Storage.Arm(State, key, WriteFault.LostAndLate);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stock.Reserve("r", 4));

        silo.Storage.Deliver(State, key);

        Assert.Equal(4, (await stock.Get())!.Reserved);
        Assert.False((await stock.Reserve("r", 4)).Created);
    }

    [Fact]
    public async Task State_InDoubtWhileTheStoreIsAway_IsNotServed()
    {
        var (stock, key) = await StockAsync();
        silo.Storage.Arm(State, key, WriteFault.AppliedUnconfirmed);
        silo.Storage.Arm(State, key, WriteFault.NotSent);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stock.Reserve("r", 4));

        var error = await Assert.ThrowsAnyAsync<ActiveActiveException>(() => stock.Get());

        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
        Assert.Equal(4, (await stock.Get())!.Reserved);
    }

    [Fact]
    public async Task Grain_WhoseStateCannotBeRead_SaysNotApplied()
    {
        var key = silo.NewKey("fault");
        var stock = silo.Grains.GetGrain<IStockGrain>(key);
        silo.Storage.ArmRead(State, key);

        var error = await Assert.ThrowsAsync<SiteUnavailableException>(() => stock.Set(10));

        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
        Assert.Null(error.InnerException);
        Assert.Equal(10, (await stock.Set(10)).OnHand);
    }

    [Fact]
    public async Task Write_OvertakenByAnotherActivation_SaysNotAppliedAndReadsAgain()
    {
        var (stock, key) = await StockAsync();
        silo.Storage.Overtake(State, key);

        var error = await Assert.ThrowsAnyAsync<ActiveActiveException>(() => stock.Reserve("r", 4));

        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
        var retry = await stock.Reserve("r", 4);
        Assert.Equal((true, 4L), (retry.Created, retry.Stock.Reserved));
    }

    private async Task<(IStockGrain Stock, string Key)> StockAsync()
    {
        var key = silo.NewKey("fault");
        var stock = silo.Grains.GetGrain<IStockGrain>(key);
        await stock.Set(10);
        return (stock, key);
    }
}
