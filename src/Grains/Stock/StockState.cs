using System.Collections.Immutable;
using ActiveActive;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>
/// Stock of one product and every decision about it. Invariant: what is reserved never exceeds what is on hand, so nothing is oversold.
/// </summary>
/// <remarks>Immutable: a change returns a new value, or this one when there is nothing to change. The shop ships nothing: what an order reserved
/// stays reserved.</remarks>
[StateSchema(1)]
internal sealed record StockState : IRemembersOperations
{
    /// <summary>How long a released id is barred, so that a reservation that was under way when it was released cannot arrive later.</summary>
    public static readonly TimeSpan ReleaseRetention = TimeSpan.FromHours(24);

    /// <summary>Most released ids remembered; beyond it the oldest are forgotten early.</summary>
    public const int ReleasesRemembered = 5_000;

    /// <summary>Quantity in the warehouse; null until it is set.</summary>
    public long? OnHand { get; init; }

    /// <summary>Grows by one with every change of the stock.</summary>
    public long Version { get; init; }

    /// <summary>Sum of <see cref="Reservations"/>.</summary>
    public long Reserved { get; init; }

    /// <summary>Quantity by reservation id.</summary>
    public ImmutableDictionary<string, long> Reservations { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Ids given back lately.</summary>
    public ImmutableDictionary<string, ReleasedReservation> Released { get; init; } = ImmutableDictionary<string, ReleasedReservation>.Empty;

    /// <summary>Settings applied lately. Reservations have ids of their own.</summary>
    public OperationLog Operations { get; init; } = OperationLog.Empty;

    /// <summary>The stock as callers see it; null until it is set.</summary>
    public StockLevel? ToLevel(SiteId owner) =>
        OnHand is { } onHand ? new StockLevel(onHand, Reserved, onHand - Reserved, Version, Epoch: 0, owner.Value) : null;

    /// <summary>Sets the quantity on hand.</summary>
    /// <exception cref="ConflictException">Fewer than are reserved, or the operation id was used for another value.</exception>
    public StockState Set(long onHand, OperationId operation, DateTimeOffset now)
    {
        var arguments = OperationArguments.Of("set", onHand);
        if (Operations.Contains(operation, arguments)) return this;
        if (onHand < Reserved) throw new ConflictException($"{Reserved} are reserved; onHand cannot be {onHand}.");
        if (OnHand == onHand && operation.IsNone) return this;
        return this with
        {
            OnHand = onHand,
            Version = OnHand == onHand ? Version : Version + 1,
            Operations = Operations.With(operation, arguments, now),
        };
    }

    /// <summary>Reserves.</summary>
    /// <returns>The state with the reservation in it; this one when it is held already.</returns>
    /// <exception cref="NotFoundException">The stock was never set.</exception>
    /// <exception cref="ConflictException">Not enough available, the id was used with another quantity or released before, or there are too many.</exception>
    public StockState Reserve(string id, long quantity)
    {
        if (Reservations.TryGetValue(id, out var held))
            return held == quantity ? this : throw new ConflictException($"reservation '{id}' is held with quantity {held}, not {quantity}.");
        if (Released.ContainsKey(id)) throw new ConflictException($"reservation '{id}' was released; use a new id.");
        if (OnHand is not { } onHand) throw new NotFoundException("the stock was never set.");
        if (quantity > onHand - Reserved) throw new ConflictException($"{quantity} wanted, {onHand - Reserved} available.");
        if (Reservations.Count >= ShopLimits.OpenReservations)
            throw new ConflictException($"{ShopLimits.OpenReservations} reservations are open, which is the limit; release some.");
        return this with { Version = Version + 1, Reserved = Reserved + quantity, Reservations = Reservations.Add(id, quantity) };
    }

    /// <summary>Gives a reservation back, and bars its id.</summary>
    /// <returns>The state after it, and whether a reservation of that id was ever held (as far as is remembered).</returns>
    public (StockState State, bool Known) Release(string id, DateTimeOffset now)
    {
        if (Released.TryGetValue(id, out var released)) return (this, released.WasHeld);
        var known = Reservations.TryGetValue(id, out var quantity);
        return (this with
        {
            Version = known ? Version + 1 : Version,
            Reserved = Reserved - quantity,
            Reservations = Reservations.Remove(id),
            Released = Remember(id, new ReleasedReservation(now, known)),
        }, known);
    }

    private ImmutableDictionary<string, ReleasedReservation> Remember(string id, ReleasedReservation released)
    {
        var oldest = released.At - ReleaseRetention;
        var kept = Released.RemoveRange(Released.Where(r => r.Value.At < oldest).Select(r => r.Key));
        if (kept.Count >= ReleasesRemembered)
            kept = kept.RemoveRange(kept.OrderBy(r => r.Value.At).Take(kept.Count - ReleasesRemembered + 1).Select(r => r.Key));
        return kept.Add(id, released);
    }
}
