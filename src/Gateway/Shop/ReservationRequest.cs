namespace ActiveActive.Gateway.Shop;

/// <summary>Body of <c>POST /shop/stock/{sku}/reservations</c>.</summary>
/// <param name="ReservationId">Id of the reservation, chosen by the caller; makes it idempotent.</param>
/// <param name="Quantity">How many.</param>
internal sealed record ReservationRequest(string ReservationId, long Quantity);
