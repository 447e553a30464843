using System.Collections.Immutable;
using ActiveActive;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>
/// A cart and every decision about it. A line is the sum of its additions, each stamped with the version of the cart that made it; taking out
/// what an order observed takes out the additions up to the version it saw, so that what was added since stays, whatever was removed in
/// between.
/// </summary>
/// <remarks>Immutable: a change returns a new value, or this one when there is nothing to change.</remarks>
[StateSchema(1)]
internal sealed record CartState : IRemembersOperations
{
    /// <summary>Additions a line remembers apart. Beyond it the two oldest become one with the later stamp: an order that saw only the first of
    /// them then leaves both in the cart, which its shopper sees and can remove.</summary>
    public const int AdditionsPerLine = 16;

    /// <summary>Grows by one with every change.</summary>
    public long Version { get; init; }

    /// <summary>Additions by SKU, oldest first; no line is empty.</summary>
    public ImmutableDictionary<string, IReadOnlyList<CartAddition>> Lines { get; init; } = ImmutableDictionary<string, IReadOnlyList<CartAddition>>.Empty;

    /// <summary>Operations applied lately.</summary>
    public OperationLog Operations { get; init; } = OperationLog.Empty;

    /// <summary>The cart as callers see it.</summary>
    public Cart ToCart() => new(
        [.. Lines.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new CartLine(l.Key, Quantity(l.Value)))], Version);

    /// <summary>Adds to a line.</summary>
    /// <exception cref="ConflictException">The cart is full, the line would exceed its limit, or the operation id was used for another change.</exception>
    public CartState Add(CartLine line, OperationId operation, DateTimeOffset now)
    {
        var arguments = OperationArguments.Of("add", line.Sku, line.Quantity);
        if (Operations.Contains(operation, arguments)) return this;
        var additions = Lines.GetValueOrDefault(line.Sku) ?? [];
        if (additions.Count == 0 && Lines.Count >= ShopLimits.CartLines)
            throw new ConflictException($"the cart holds {ShopLimits.CartLines} different SKUs, which is the limit; remove one first.");
        var quantity = Quantity(additions) + line.Quantity;
        if (quantity > ShopLimits.Quantity)
            throw new ConflictException($"the cart would hold {quantity} of {line.Sku}; {ShopLimits.Quantity} is the limit.");
        return this with
        {
            Version = Version + 1,
            Lines = Lines.SetItem(line.Sku, Bounded([.. additions, new CartAddition(Version + 1, line.Quantity)])),
            Operations = Operations.With(operation, arguments, now),
        };
    }

    /// <summary>Removes a line with all that is in it.</summary>
    /// <exception cref="ConflictException">The operation id was used for another change.</exception>
    public CartState Remove(string sku, OperationId operation, DateTimeOffset now)
    {
        var arguments = OperationArguments.Of("remove", sku);
        if (Operations.Contains(operation, arguments)) return this;
        if (!Lines.ContainsKey(sku) && operation.IsNone) return this;
        return this with
        {
            Version = Lines.ContainsKey(sku) ? Version + 1 : Version,
            Lines = Lines.Remove(sku),
            // Remembered although nothing was there: the same removal must not take what is added before its retry arrives.
            Operations = Operations.With(operation, arguments, now),
        };
    }

    /// <summary>Takes out what an order observed and nothing that was added since.</summary>
    public CartState RemoveObserved(Cart observed)
    {
        var lines = Lines;
        foreach (var item in observed.Items)
        {
            if (!lines.TryGetValue(item.Sku, out var additions)) continue;
            var later = additions.Where(a => a.Version > observed.Version).ToArray();
            if (later.Length < additions.Count) lines = later.Length == 0 ? lines.Remove(item.Sku) : lines.SetItem(item.Sku, later);
        }

        return lines == Lines ? this : this with { Version = Version + 1, Lines = lines };
    }

    private static long Quantity(IReadOnlyList<CartAddition> additions) => additions.Sum(a => a.Quantity);

    private static CartAddition[] Bounded(CartAddition[] additions) => additions.Length <= AdditionsPerLine
        ? additions
        : [additions[1] with { Quantity = additions[0].Quantity + additions[1].Quantity }, .. additions[2..]];
}
