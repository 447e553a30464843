namespace ActiveActive.Client.Shop;

/// <summary>Body of <c>PUT /shop/stock/{sku}</c>.</summary>
internal sealed record StockQuantity(long OnHand);

/// <summary>Body of <c>POST /shop/stock/{sku}/reservations</c>.</summary>
internal sealed record ReservationRequest(string ReservationId, long Quantity);

/// <summary>Body of <c>POST /shop/orders</c>.</summary>
internal sealed record OrderRequest(string OrderId, string Cart);

/// <summary>Body of an error answer (RFC 9457), as far as it is read.</summary>
internal sealed record ProblemDocument(string? Type, string? Title, string? Detail, string? Field, string? Outcome);
