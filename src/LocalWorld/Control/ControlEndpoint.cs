using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActiveActive.LocalWorld.Faults;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.Operations;
using ActiveActive.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Control;

/// <summary>The launcher's own endpoint: what runs where, and faults on command. Loopback only, always with the key.</summary>
internal sealed class ControlEndpoint : IAsyncDisposable
{
    private const int LongestBody = 16 * 1024;
    private readonly WebApplication _app;

    private ControlEndpoint(WebApplication app) => _app = app;

    /// <summary>Serves it on the first port of the world's block.</summary>
    public static async Task<ControlEndpoint> StartAsync(
        WorldPlan plan, OperationsKey key, WorldBoard board, FaultInjector faults, ILoggerProvider logs, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.CreateBoundListenSocket = _ => plan.Ports.Anchor);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.ListenLocalhost(plan.Ports.First, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.UseRouting();
        app.UseOperationsKey(key);
        Map(app, board, faults);
        await app.StartAsync(cancellationToken);
        return new ControlEndpoint(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static void Map(IEndpointRouteBuilder app, WorldBoard board, FaultInjector faults)
    {
        app.MapGet("/world", Handle(_ => Reply(board.Current, WorldJson.Default.WorldDocument)));
        app.MapGet("/faults", Handle(_ => Reply(faults.All, WorldJson.Default.IReadOnlyListFaultStatus)));
        app.MapPost("/faults", Handle(async context =>
        {
            var status = await faults.InjectAsync(await ReadAsync(context), context.RequestAborted);
            context.Response.Headers.Location = $"/faults/{status.Id}";
            return Results.Json(status, WorldJson.Default.FaultStatus, statusCode: StatusCodes.Status201Created);
        }));
        app.MapDelete("/faults/{id}", Handle(async context =>
            Results.Json(await faults.HealAsync((string)context.GetRouteValue("id")!, context.RequestAborted), WorldJson.Default.FaultStatus)));
    }

    private static Task<IResult> Reply<T>(T value, JsonTypeInfo<T> type) => Task.FromResult(Results.Json(value, type));

    private static RequestDelegate Handle(Func<HttpContext, Task<IResult>> act) => async context =>
    {
        IResult result;
        try
        {
            result = await act(context);
        }
        catch (ActiveActiveException error)
        {
            if (error is OverloadedException overloaded)
                context.Response.Headers.RetryAfter = ((int)overloaded.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            result = Problem(error);
        }

        await result.ExecuteAsync(context);
    };

    private static IResult Problem(ActiveActiveException error) => Results.Problem(
        error.Message, type: error.Slug, title: "The request was refused", statusCode: error switch
        {
            InvalidRequestException => StatusCodes.Status400BadRequest,
            NotFoundException => StatusCodes.Status404NotFound,
            OverloadedException => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status409Conflict,
        },
        extensions: error is InvalidRequestException invalid ? [KeyValuePair.Create("field", (object?)invalid.Field)] : null);

    private static async Task<FaultRequest> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, WorldJson.Default.FaultRequest, context.RequestAborted)
                ?? throw new InvalidRequestException("body", "is null; expected is an object with kind, target, durationSeconds and delayMilliseconds.");
        }
        catch (JsonException error)
        {
            var field = error.Path is { Length: > 2 } path ? path[2..] : "body";
            throw new InvalidRequestException(field, $"the body is not a fault request: {error.Message}");
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException error)
        {
            throw new InvalidRequestException("body", error.Message);
        }
    }
}
