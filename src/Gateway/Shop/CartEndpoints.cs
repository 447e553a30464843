using ActiveActive.Gateway.Requests;
using ActiveActive.Traffic;
using Shop.Contracts;

namespace ActiveActive.Gateway.Shop;

/// <summary>Carts.</summary>
internal static class CartEndpoints
{
    public static void MapCarts(this RouteGroupBuilder shop)
    {
        var carts = shop.MapGroup("/carts/{cart}").WithTags("Carts");
        carts.MapGet("", Get).WithName("GetCart").WithSummary("The cart; an unknown cart is an empty one").Produces<Cart>();
        carts.MapPost("/items", Add).WithName("AddToCart").WithSummary("Adds a quantity of one SKU and returns the cart")
            .Accepts<CartLine>("application/json").Produces<Cart>();
        carts.MapDelete("/items/{sku}", Remove).WithName("RemoveFromCart")
            .WithSummary("Removes one SKU and returns the cart; removing what is not there changes nothing").Produces<Cart>();
    }

    private static async Task<IResult> Get(string cart, CallHeaders call, IMultiClusterClient grains) =>
        Results.Ok(await grains.GetGrain<ICartGrain>(PathKeys.Read(nameof(cart), cart)).Get(call.Aborted));

    private static async Task<IResult> Add(string cart, HttpRequest request, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(cart), cart);
        var line = await JsonBody.ReadAsync(request, fields => new CartLine(fields.Key("sku"), fields.Integer("quantity", 1, ShopLimits.Quantity)));
        return Results.Ok(await grains.GetGrain<ICartGrain>(key).Add(line, call.Operation, call.Aborted));
    }

    private static async Task<IResult> Remove(string cart, string sku, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(cart), cart);
        return Results.Ok(await grains.GetGrain<ICartGrain>(key).Remove(PathKeys.Read(nameof(sku), sku), call.Operation, call.Aborted));
    }
}
