using System.Globalization;
using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Traffic;
using Shop.Contracts;

namespace ActiveActive.Gateway.Shop;

/// <summary>Products and their views.</summary>
internal static class CatalogueEndpoints
{
    /// <summary>Most products in one answer.</summary>
    public const int PageSize = 1000;

    /// <summary>Products of one answer that are read at the same time.</summary>
    private const int ParallelReads = 32;

    public static void MapCatalogue(this RouteGroupBuilder shop)
    {
        var products = shop.MapGroup("/products").WithTags("Catalogue");
        products.MapGet("", List).WithName("ListProducts").WithSummary("Products in ordinal order of SKU, a page at a time")
            .Produces<ProductPage>();
        products.MapGet("/{sku}", Get).WithName("GetProduct").WithSummary("One product").Produces<Product>();
        products.MapPut("/{sku}", Put).WithName("PutProduct").WithSummary("Creates the product or replaces its details")
            .Accepts<ProductDetails>("application/json").Produces<Product>();
        products.MapGet("/{sku}/views", GetViews).WithName("GetViews").WithSummary("How often the product was looked at")
            .Produces<ProductViews>();
        products.MapPost("/{sku}/views", AddView).WithName("AddView").WithSummary("Counts one view; takes no body").Produces<ProductViews>();
    }

    private static async Task<IResult> List(string? limit, string? after, CallHeaders call, IMultiClusterClient grains)
    {
        var size = ReadLimit(limit);
        var from = after is null ? null : KeyRules.Check(nameof(after), after);
        var listed = await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).List(call.Aborted);
        var page = listed.SkipWhile(sku => from is not null && string.CompareOrdinal(sku, from) <= 0).Take(size + 1).ToArray();
        var shown = page.AsMemory(0, Math.Min(size, page.Length));
        var products = new Product?[shown.Length];
        await Parallel.ForAsync(0, shown.Length, new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = call.Aborted },
            async (i, cancellation) => products[i] = await grains.GetGrain<IProductGrain>(page[i]).Get(cancellation));
        // A SKU is listed before its product is written; one that was never written is not a product.
        return Results.Ok(new ProductPage([.. products.OfType<Product>()], page.Length > size ? page[size - 1] : null));
    }

    private static async Task<IResult> Get(string sku, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        return await grains.GetGrain<IProductGrain>(key).Get(call.Aborted) is { } product
            ? Results.Ok(product)
            : ProblemMap.Of(ErrorSlugs.NotFound, $"There is no product '{key}'.").ToResult();
    }

    private static async Task<IResult> Put(string sku, HttpRequest request, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        var details = await JsonBody.ReadAsync(request, ReadDetails);
        return Results.Ok(await grains.GetGrain<IProductGrain>(key).Put(details, call.Operation, call.Aborted));
    }

    private static async Task<IResult> GetViews(string sku, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        return Results.Ok(new ProductViews(key, await grains.GetGrain<IProductViewsGrain>(key).Get(call.Aborted)));
    }

    private static async Task<IResult> AddView(string sku, CallHeaders call, IMultiClusterClient grains)
    {
        var key = PathKeys.Read(nameof(sku), sku);
        return Results.Ok(new ProductViews(key, await grains.GetGrain<IProductViewsGrain>(key).Increment(call.Operation, call.Aborted)));
    }

    private static ProductDetails ReadDetails(JsonFields fields)
    {
        var name = fields.String("name");
        if (string.IsNullOrWhiteSpace(name) || name.Length > ShopLimits.NameLength || name.Any(char.IsControl))
            throw new InvalidRequestException("name", $"name is 1 to {ShopLimits.NameLength} characters, not all of them spaces, without control characters.");
        return new ProductDetails(name, fields.Integer("priceCents", 0, ShopLimits.PriceCents));
    }

    private static int ReadLimit(string? text)
    {
        if (text is null) return PageSize;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= PageSize
            ? limit
            : throw new InvalidRequestException("limit", $"limit is an integer from 1 to {PageSize}.");
    }
}
