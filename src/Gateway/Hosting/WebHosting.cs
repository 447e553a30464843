using ActiveActive.Gateway.Requests;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActiveActive.Gateway.Hosting;

/// <summary>What all listeners have in common: bounds, and services of the one that owns them.</summary>
internal static class WebHosting
{
    private const int MaxHeaderCount = 64;
    private const int MaxHeaderBytes = 32 * 1024;
    private const int MaxRequestLineBytes = 8 * 1024;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Listens on one address within the bounds of the gateway.</summary>
    /// <remarks>What exceeds a bound while the request's head is read is answered by the server itself, without a body: 400, 408, 414 or 431.</remarks>
    public static void ListenOn(this WebApplicationBuilder builder, Listener listener, int maxConnections) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = JsonBody.MaxBytes;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaderCount;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxConcurrentConnections = maxConnections;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        listener.ListenOn(kestrel);
    });

    /// <summary>A builder of a listener that borrows logging from the one that owns it and ends when that one does.</summary>
    public static WebApplicationBuilder CreateBorrower(IServiceProvider owner)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(owner.GetRequiredService<ILoggerFactory>());
        builder.Services.AddSingleton<IHostLifetime, BorrowedLifetime>();
        builder.Services.Borrow<TimeProvider>(owner);
        return builder;
    }

    /// <summary>Registers a service that the owner's container disposes.</summary>
    public static IServiceCollection Borrow<T>(this IServiceCollection services, IServiceProvider owner) where T : class =>
        services.AddSingleton(owner.GetRequiredService<T>());

    /// <summary>Signals of the process are the owner's business.</summary>
    private sealed class BorrowedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
