using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Gateway.Routing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Shop.Contracts;

namespace ActiveActive.Gateway.OpenApi;

/// <summary>Adds to every operation what the contract says of all of them: request headers, response headers, problems.</summary>
internal sealed class ContractOperationTransformer : IOpenApiOperationTransformer
{
    private static readonly string[] Everywhere =
        [ErrorSlugs.InvalidRequest, ErrorSlugs.Overloaded, ErrorSlugs.Internal, ErrorSlugs.SiteUnavailable];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var method = context.Description.HttpMethod ?? "GET";
        var isRead = HttpMethods.IsGet(method);
        foreach (var parameter in operation.Parameters ?? []) Describe(parameter);
        AddHeaders(operation, isRead);
        if (operation.RequestBody is OpenApiRequestBody body) body.Required = true;
        AddProblems(operation, context, isRead);
        foreach (var (status, response) in operation.Responses ?? [])
            if (response is OpenApiResponse concrete) AddResponseHeaders(concrete, status, operation.OperationId);
        return Task.CompletedTask;
    }

    private static void Describe(IOpenApiParameter parameter)
    {
        if (parameter is not OpenApiParameter { Schema: OpenApiSchema schema } concrete) return;
        if (concrete.Name == "limit")
        {
            concrete.Description = "Most products in the answer.";
            schema.Type = JsonSchemaType.Integer;
            (schema.Minimum, schema.Maximum) = ("1", "1000");
            schema.Default = 1000;
            return;
        }

        concrete.Description = concrete.Name == "after" ? "SKU behind which the answer begins: next of the page before." : "A key.";
        (schema.MinLength, schema.MaxLength) = (1, ShopLimits.KeyBytes);
    }

    private static void AddHeaders(OpenApiOperation operation, bool isRead)
    {
        operation.Parameters ??= [];
        Add(ContractHeaders.Session, "Token of an earlier answer. A token that is not legal is replaced.", Text());
        Add(CallHeaders.PreferSiteHeader, "Site the caller would like, honoured while it is healthy and not drained.", Text(SiteId.MaxLength));
        if (isRead)
        {
            Add(CallHeaders.MaxStalenessHeader, "Oldest replicated state the caller takes, in milliseconds. Checked; without effect while state is kept per site.",
                new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0", Maximum = $"{CallHeaders.MaxStalenessMilliseconds}" });
            return;
        }

        Add(CallHeaders.IdempotencyKeyHeader, "Names the intended change: the same key with the same body takes effect once within a site, for 24 h.", Text(OperationId.MaxBytes));
        Add(CallHeaders.AllowDuplicateHeader, "Whether a retry may go to another site than the first. Checked; without effect while state is kept per site.",
            new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false });

        void Add(string name, string description, OpenApiSchema schema) => operation.Parameters.Add(new OpenApiParameter
        {
            Name = name, In = ParameterLocation.Header, Description = description, Schema = schema,
        });
    }

    private static void AddProblems(OpenApiOperation operation, OpenApiOperationTransformerContext context, bool isRead)
    {
        IEnumerable<string> slugs = Everywhere;
        if (!isRead) slugs = slugs.Concat([ErrorSlugs.Conflict, ErrorSlugs.OutcomeUnknown]);
        if (MayBeMissing(operation.OperationId)) slugs = slugs.Append(ErrorSlugs.NotFound);
        operation.Responses ??= [];
        foreach (var (slug, status, title) in ProblemMap.All.Where(k => slugs.Contains(k.Slug)))
        {
            var schema = new OpenApiSchemaReference(ContractDocumentTransformer.ProblemSchema, context.Document);
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = $"{title} (`{slug}`)",
                Content = new Dictionary<string, OpenApiMediaType> { [Problem.MediaType] = new() { Schema = schema } },
            };
        }
    }

    private static bool MayBeMissing(string? operation) => operation is "GetProduct" or "GetStock" or "Reserve" or "Release" or "GetOrder";

    private static void AddResponseHeaders(OpenApiResponse response, string status, string? operation)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        Add(ContractHeaders.Site, "Id of the site whose cluster executed the call; the gateway's own when none did.");
        Add(ContractHeaders.SiteReason, "Why that site: home, policy, failover, drain, preferred, or gateway when no cluster was asked.");
        Add(ContractHeaders.Session, "Token of the session, to be sent back.");
        if (status is "201" || (status is "200" && operation == "PlaceOrder")) Add("Location", "Path of the resource.");
        if (status is "429" or "503") Add("Retry-After", "Seconds to wait before trying again.");

        void Add(string name, string description) => response.Headers[name] = new OpenApiHeader { Description = description, Schema = Text() };
    }

    private static OpenApiSchema Text(int? maxLength = null) => new() { Type = JsonSchemaType.String, MaxLength = maxLength };
}
