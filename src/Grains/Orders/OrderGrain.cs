using ActiveActive;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>
/// One order, kept by this site. Carries out what <see cref="OrderState"/> decides; every step is idempotent, and an order left pending by a lost
/// silo or a store that did not answer is resumed: when its grain is activated, when it is placed again, and by a timer until it is final.
/// </summary>
[GrainType("shop.order")]
internal sealed partial class OrderGrain(
    IGrainStorage store, IGrainContext context, IGrainFactory grains, ILogger<OrderGrain> logger)
    : IGrainBase, IOrderGrain
{
    private static readonly TimeSpan ResumeAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResumeEvery = TimeSpan.FromSeconds(5);

    private readonly CommittedState<OrderState> _state = new("order", store, context, logger);
    private IGrainTimer? _resumption;

    public IGrainContext GrainContext => context;

    private string OrderId => this.GetPrimaryKeyString();

    public async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if ((await _state.ReadAsync()).Next is OrderStep.Reserve or OrderStep.Release) ResumeLater();
        }
        catch (SiteUnavailableException)
        {
            // Whether it is pending is found out when the store answers again.
            ResumeLater();
        }
    }

    public async Task<Order?> Get(CancellationToken cancellationToken) => (await _state.ReadAsync()).ToOrder(OrderId);

    public async Task<PlaceOrderResult> Place(string cart, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("orderId", OrderId);
        ShopRules.CheckKey("cart", cart);
        cancellationToken.ThrowIfCancellationRequested();
        var order = await _state.ReadAsync();
        if (order.Next == OrderStep.Place) await FreezeAsync(order, cart, cancellationToken);
        else if (order.Cart != cart) throw new ConflictException($"order '{OrderId}' was placed for cart '{order.Cart}', not '{cart}'.");

        var created = order.Next != OrderStep.Nothing;
        try
        {
            order = await AdvanceAsync();
        }
        catch (Exception error)
        {
            ResumeLater();
            LogUndecided(OrderId, error.Message);
            throw new OutcomeUnknownException($"order '{OrderId}' is placed and not decided yet. Place it again to learn what became of it.");
        }

        return order.Status == OrderStatus.Confirmed
            ? new PlaceOrderResult(order.ToOrder(OrderId)!, created)
            : throw new ConflictException($"order '{OrderId}' was rejected: {order.Reason}");
    }

    /// <summary>Writes down what the cart holds, at the prices of this moment. Until that one write nothing has happened, whatever fails.</summary>
    private async Task FreezeAsync(OrderState order, string cart, CancellationToken cancellationToken)
    {
        OrderState placed;
        try
        {
            var observed = await grains.GetGrain<ICartGrain>(cart).Get(cancellationToken);
            var products = await Task.WhenAll(observed.Items.Select(i => grains.GetGrain<IProductGrain>(i.Sku).Get(cancellationToken)));
            placed = order.Place(cart, observed, products.OfType<Product>().ToDictionary(p => p.Sku, p => p.PriceCents, StringComparer.Ordinal));
        }
        catch (Exception error) when (error is not (ActiveActiveException or OperationCanceledException))
        {
            throw new SiteUnavailableException($"cart '{cart}' or its prices cannot be read, order '{OrderId}' was not placed: {error.Message}");
        }

        try
        {
            await _state.CommitAsync(placed);
        }
        catch (OutcomeUnknownException)
        {
            // If it was written, somebody has to see to it.
            ResumeLater();
            throw;
        }
    }

    /// <summary>Takes the order as far as it goes.</summary>
    private async Task<OrderState> AdvanceAsync()
    {
        var order = await _state.ReadAsync();
        if (order.Next == OrderStep.Reserve)
        {
            var refusals = await ReserveAsync(order);
            if (refusals.Count == 0)
            {
                // Before the confirmation: every line is held, so the order can only be confirmed from here, and an order that is resumed
                // empties the cart again, which changes nothing.
                await grains.GetGrain<ICartGrain>(order.Cart!).RemoveObserved(order.Frozen(), OperationId.Parse(OrderId).Step("empty-cart"));
                await _state.CommitAsync(order.Confirm());
            }
            else
            {
                await _state.CommitAsync(order.Refuse(refusals));
            }

            order = await _state.ReadAsync();
        }

        if (order.Next == OrderStep.Release)
        {
            var id = OrderState.ReservationId(OrderId);
            await Task.WhenAll(order.Lines.Select(l => grains.GetGrain<IStockGrain>(l.Sku).Release(id)));
            await _state.CommitAsync(order.Reject());
            order = await _state.ReadAsync();
        }

        StopResumption();
        LogFinal(OrderId, order.Status);
        return order;
    }

    /// <summary>Reserves every line at once: reservations do not wait for each other, so their order cannot deadlock.</summary>
    /// <returns>Why lines were refused; empty when all are held. Anything but a refusal is thrown.</returns>
    private async Task<IReadOnlyList<string>> ReserveAsync(OrderState order)
    {
        var id = OrderState.ReservationId(OrderId);
        var results = await Task.WhenAll(order.Lines.Select(async line =>
        {
            try
            {
                await grains.GetGrain<IStockGrain>(line.Sku).Reserve(id, line.Quantity);
                return null;
            }
            catch (Exception error) when (error is ConflictException or NotFoundException)
            {
                return $"{line.Sku}: {error.Message}";
            }
        }));
        return [.. results.OfType<string>()];
    }

    private void ResumeLater() => _resumption ??= this.RegisterGrainTimer(ResumeAsync, new GrainTimerCreationOptions
    {
        DueTime = ResumeAfter,
        Period = ResumeEvery,
        KeepAlive = true,
    });

    private void StopResumption()
    {
        _resumption?.Dispose();
        _resumption = null;
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if ((await _state.ReadAsync()).Next is OrderStep.Reserve or OrderStep.Release) await AdvanceAsync();
            else StopResumption();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotResumed(OrderId, error.Message);
        }
    }
}
