using ActiveActive.Gateway.Load;
using ActiveActive.Gateway.Routing;

namespace ActiveActive.Gateway.Shop;

/// <summary>The shop of the HTTP contract: one handler a call, which checks the request and makes grain calls on ordinary interfaces.</summary>
internal static class ShopEndpoints
{
    public static void MapShop(this IEndpointRouteBuilder endpoints)
    {
        var shop = endpoints.MapGroup("/shop").RouteCalls();
        shop.RequireRateLimiting(LoadShedding.Policy);
        shop.MapCatalogue();
        shop.MapCarts();
        shop.MapStock();
        shop.MapOrders();
    }
}
