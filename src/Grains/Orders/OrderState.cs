using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ActiveActive;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>
/// An order and every decision about it: placed → pending → confirmed | rejected. Each arrow is one write, and each step between two writes may be
/// repeated by whoever resumes the order.
/// </summary>
/// <remarks>
/// <para>What was frozen when the order was placed is what is reserved, however the cart changes.</para>
/// <para>The decision to reject is written before the first reservation is given back. From then on no resumption can confirm: it would
/// find some lines given back and others newly to be had.</para>
/// <para>Immutable.</para>
/// </remarks>
[StateSchema(1)]
internal sealed record OrderState
{
    private const int ReasonsTold = 5;

    /// <summary>The cart it was made from; null until it is placed.</summary>
    public string? Cart { get; init; }

    public OrderStatus Status { get; init; }

    /// <summary>Version of the cart that was frozen.</summary>
    public long CartVersion { get; init; }

    /// <summary>What was frozen, in ordinal order of SKU.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    /// <summary>Why it is being rejected, or was; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>What has to be done next.</summary>
    [JsonIgnore]
    public OrderStep Next => (Cart, Status, Reason) switch
    {
        (null, _, _) => OrderStep.Place,
        (_, OrderStatus.Pending, null) => OrderStep.Reserve,
        (_, OrderStatus.Pending, _) => OrderStep.Release,
        _ => OrderStep.Nothing,
    };

    /// <summary>The cart as it was frozen.</summary>
    public Cart Frozen() => new([.. Lines.Select(l => new CartLine(l.Sku, l.Quantity))], CartVersion);

    /// <summary>Places the order on what the cart holds.</summary>
    /// <exception cref="ConflictException">The cart is empty; nothing is remembered of the order then.</exception>
    public OrderState Place(string cart, Cart observed, IReadOnlyDictionary<string, long> unitPrices)
    {
        if (observed.Items.Count == 0) throw new ConflictException($"cart '{cart}' is empty.");
        return this with
        {
            Cart = cart,
            Status = OrderStatus.Pending,
            CartVersion = observed.Version,
            Lines = [.. observed.Items.Select(i => new OrderLine(i.Sku, i.Quantity, unitPrices.GetValueOrDefault(i.Sku)))],
        };
    }

    /// <summary>Decides to reject, with the refused lines as the reason.</summary>
    public OrderState Refuse(IReadOnlyList<string> reasons) => this with
    {
        Reason = string.Join(" ", reasons.Take(ReasonsTold)) + (reasons.Count > ReasonsTold ? $" And {reasons.Count - ReasonsTold} lines more." : ""),
    };

    /// <summary>Every reservation is held.</summary>
    public OrderState Confirm() => this with { Status = OrderStatus.Confirmed };

    /// <summary>Every reservation is given back.</summary>
    public OrderState Reject() => this with { Status = OrderStatus.Rejected };

    /// <summary>The order as callers see it; null when it was never placed.</summary>
    public Order? ToOrder(string orderId) => Cart is null ? null : new Order(
        orderId, Cart, Status, Lines, Lines.Sum(l => l.Quantity * l.UnitPriceCents), Status == OrderStatus.Rejected ? Reason : null);

    /// <summary>
    /// Id of the order's reservations, the same in every line's stock: whoever resumes the order reserves nothing twice. A digest, because callers
    /// choose reservation ids too, and one of theirs must not be taken for the order's.
    /// </summary>
    public static string ReservationId(string orderId) =>
        $"order-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"shop order {orderId}")).AsSpan(0, 16))}";
}
