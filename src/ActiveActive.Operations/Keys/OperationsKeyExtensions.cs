using Microsoft.AspNetCore.Builder;

namespace ActiveActive.Operations;

/// <summary>Guards a pipeline with an <see cref="OperationsKey"/>.</summary>
public static class OperationsKeyExtensions
{
    /// <summary>
    /// From here on a request needs the key (<c>Authorization: Bearer KEY</c>, or the cookie a browser gets by opening <c>?key=KEY</c> once),
    /// unless its endpoint was opened by <see cref="AllowWithoutKey"/>. Place it behind routing. On a host with several listeners, put it in the
    /// branch of the guarded one.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="key">The key; null closes everything that is not open.</param>
    public static IApplicationBuilder UseOperationsKey(this IApplicationBuilder app, OperationsKey? key) =>
        app.Use(next => new OperationsKeyMiddleware(next, key).InvokeAsync);

    /// <summary>Serves the endpoint without a key.</summary>
    public static TBuilder AllowWithoutKey<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(OpenEndpointMetadata.Instance));
        return builder;
    }
}
