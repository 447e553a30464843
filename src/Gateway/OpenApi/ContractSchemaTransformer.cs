using ActiveActive.Gateway.Shop;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Shop.Contracts;

namespace ActiveActive.Gateway.OpenApi;

/// <summary>Writes the legal ranges of what callers send into the schemas.</summary>
internal sealed class ContractSchemaTransformer : IOpenApiSchemaTransformer
{
    private static readonly Type[] Bodies = [typeof(ProductDetails), typeof(CartLine), typeof(StockQuantity), typeof(ReservationRequest), typeof(OrderRequest)];

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not null || !Bodies.Contains(context.JsonTypeInfo.Type)) return Task.CompletedTask;
        schema.AdditionalPropertiesAllowed = false;
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (property is not OpenApiSchema concrete) continue;
            switch (name)
            {
                case "quantity":
                    (concrete.Minimum, concrete.Maximum) = ("1", $"{ShopLimits.Quantity}");
                    break;
                case "onHand":
                    (concrete.Minimum, concrete.Maximum) = ("0", $"{ShopLimits.Quantity}");
                    break;
                case "priceCents":
                    (concrete.Minimum, concrete.Maximum) = ("0", $"{ShopLimits.PriceCents}");
                    break;
                case "name":
                    (concrete.MinLength, concrete.MaxLength) = (1, ShopLimits.NameLength);
                    break;
                default:
                    (concrete.MinLength, concrete.MaxLength) = (1, ShopLimits.KeyBytes);
                    break;
            }
        }

        return Task.CompletedTask;
    }
}
