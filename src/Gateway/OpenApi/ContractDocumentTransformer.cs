using ActiveActive.Gateway.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ActiveActive.Gateway.OpenApi;

/// <summary>Says what holds for the contract as a whole, and describes the problem document.</summary>
internal sealed class ContractDocumentTransformer : IOpenApiDocumentTransformer
{
    /// <summary>Name of the problem document among the schemas.</summary>
    public const string ProblemSchema = "Problem";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Shop",
            Version = "v1",
            Description = "The shop as every gateway serves it. Errors are problem documents (RFC 9457) whose type is a relative reference equal to a stable slug. "
                + $"Bodies are strict: unknown or repeated members, other media types and more than {Requests.JsonBody.MaxBytes / 1024} KiB are answered 400. "
                + "Keys are 1 to 200 bytes of UTF-8 without control characters; in a path they are percent-encoded, a slash as %2F.",
        };
        // The address by which a caller reached the document is not part of the contract.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = Schema();
        return Task.CompletedTask;
    }

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What went wrong, and what became of the call.",
        Required = new HashSet<string> { "type", "title", "status", "outcome" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Stable kind of the problem.", [.. ProblemMap.All.Select(k => k.Slug)]),
            ["title"] = Text("The kind in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "HTTP status." },
            ["detail"] = Text("What happened this time, for people."),
            ["field"] = Text("The offending member, parameter or header of an invalid request."),
            ["outcome"] = Text("What became of the call: not-applied is safe to retry, unknown only with the same Idempotency-Key.", "not-applied", "unknown", "applied"),
        },
    };

    private static OpenApiSchema Text(string description, params string[] values) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        Enum = values.Length == 0 ? null : [.. values.Select(v => (System.Text.Json.Nodes.JsonNode)v)],
    };
}
