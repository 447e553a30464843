using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Gateway.Routing;
using ActiveActive.Traffic;
using Shop.Contracts;

namespace ActiveActive.Gateway.Shop;

/// <summary>Stock and reservations.</summary>
internal static class StockEndpoints
{
    public static void MapStock(this RouteGroupBuilder shop)
    {
        var stock = shop.MapGroup("/stock/{sku}").WithTags("Stock");
        stock.MapGet("", Get).WithName("GetStock").WithSummary("The stock of one SKU").Produces<StockLevel>();
        stock.MapPut("", Set).WithName("SetStock").WithSummary("Sets the quantity on hand")
            .Accepts<StockQuantity>("application/json").Produces<StockLevel>();
        stock.MapPost("/reservations", Reserve).WithName("Reserve")
            .WithSummary("Reserves a quantity; the same reservation again answers as the first time")
            .IdempotentById().Accepts<ReservationRequest>("application/json").Produces<ReservationResult>(StatusCodes.Status201Created)
            .Produces<ReservationResult>();
        stock.MapDelete("/reservations/{id}", Release).WithName("Release").WithSummary("Gives a reservation back and returns the stock")
            .IdempotentById().Produces<StockLevel>();
    }

    private static async Task<IResult> Get(string sku, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        return await grains.GetGrain<IStockGrain>(key).Get(call.Aborted) is { } level ? Results.Ok(level) : NoStock(key);
    }

    private static async Task<IResult> Set(string sku, HttpRequest request, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        var quantity = await JsonBody.ReadAsync(request, fields => new StockQuantity(fields.Integer("onHand", 0, ShopLimits.Quantity)));
        return Results.Ok(await grains.GetGrain<IStockGrain>(key).Set(quantity.OnHand, call.Operation, call.Aborted));
    }

    private static async Task<IResult> Reserve(string sku, HttpRequest request, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        var wanted = await JsonBody.ReadAsync(request,
            fields => new ReservationRequest(fields.Key("reservationId"), fields.Integer("quantity", 1, ShopLimits.Quantity)));
        var result = await grains.GetGrain<IStockGrain>(key).Reserve(wanted.ReservationId, wanted.Quantity, call.Aborted);
        return result.Created
            ? Results.Created($"/shop/stock/{PathKeys.Escape(key)}/reservations/{PathKeys.Escape(wanted.ReservationId)}", result)
            : Results.Ok(result);
    }

    private static async Task<IResult> Release(string sku, string id, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        var reservation = PathKeys.Read(nameof(id), id);
        var result = await grains.GetGrain<IStockGrain>(key).Release(reservation, call.Aborted);
        return result switch
        {
            { Stock: null } => NoStock(key),
            { Known: false } => ProblemMap.Of(ErrorSlugs.NotFound, $"Stock '{key}' never held a reservation '{reservation}'.").ToResult(),
            _ => Results.Ok(result.Stock),
        };
    }

    private static IResult NoStock(string sku) => ProblemMap.Of(ErrorSlugs.NotFound, $"The stock of '{sku}' was never set.").ToResult();
}
