using ActiveActive;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>A product and the decisions about it. Immutable.</summary>
[StateSchema(1)]
internal sealed record ProductState : IRemembersOperations
{
    /// <summary>0 until the product is put for the first time.</summary>
    public long Version { get; init; }

    public string Name { get; init; } = "";

    public long PriceCents { get; init; }

    /// <summary>Operations applied lately.</summary>
    public OperationLog Operations { get; init; } = OperationLog.Empty;

    /// <summary>Creates the product or replaces its details.</summary>
    /// <exception cref="ConflictException">The operation id was used for another change.</exception>
    public ProductState Put(ProductDetails details, OperationId operation, DateTimeOffset now)
    {
        var arguments = OperationArguments.Of("put", details.Name, details.PriceCents);
        if (Operations.Contains(operation, arguments)) return this;
        return this with
        {
            Version = Version + 1,
            Name = details.Name,
            PriceCents = details.PriceCents,
            Operations = Operations.With(operation, arguments, now),
        };
    }

    /// <summary>The product as callers see it; null when it was never put.</summary>
    public Product? ToProduct(string sku) => Version == 0 ? null : new Product(sku, Name, PriceCents, Version);
}
