using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Gateway.Routing;
using ActiveActive.Traffic;
using Shop.Contracts;

namespace ActiveActive.Gateway.Shop;

/// <summary>Checkout.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this RouteGroupBuilder shop)
    {
        var orders = shop.MapGroup("/orders").WithTags("Orders");
        orders.MapPost("", Place).WithName("PlaceOrder")
            .WithSummary("Checks a cart out, all or nothing; the same order again answers as the first time")
            .IdempotentById().Accepts<OrderRequest>("application/json").Produces<Order>(StatusCodes.Status201Created).Produces<Order>();
        orders.MapGet("/{orderId}", Get).WithName("GetOrder").WithSummary("One order").Produces<Order>();
    }

    private static async Task<IResult> Place(HttpRequest request, CallHeaders call, IMultiClusterClient grains)
    {
        var wanted = await JsonBody.ReadAsync(request, fields => new OrderRequest(fields.Key("orderId"), fields.Key("cart")));
        var placed = await grains.GetGrain<IOrderGrain>(wanted.OrderId).Place(wanted.Cart, call.Aborted);
        var location = $"/shop/orders/{PathKeys.Escape(wanted.OrderId)}";
        if (placed.Created) return Results.Created(location, placed.Order);
        request.HttpContext.Response.Headers.Location = location;
        return Results.Ok(placed.Order);
    }

    private static async Task<IResult> Get(string orderId, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(orderId), orderId);
        return await grains.GetGrain<IOrderGrain>(key).Get(call.Aborted) is { } order
            ? Results.Ok(order)
            : ProblemMap.Of(ErrorSlugs.NotFound, $"There is no order '{key}'.").ToResult();
    }
}
