namespace ActiveActive.Gateway.OpenApi;

/// <summary>The OpenAPI document of the public listener.</summary>
internal static class ContractDocument
{
    private const string Name = "v1";

    /// <summary>Registers the document.</summary>
    public static void AddContractDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict);
        services.AddOpenApi(Name, options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("shop/", StringComparison.Ordinal) ?? false;
            options.AddDocumentTransformer<ContractDocumentTransformer>();
            options.AddOperationTransformer<ContractOperationTransformer>();
            options.AddSchemaTransformer<ContractSchemaTransformer>();
        });
    }

    /// <summary>Serves the document at <c>/openapi/v1.json</c>.</summary>
    public static void MapContractDocument(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi("/openapi/{documentName}.json");
}
