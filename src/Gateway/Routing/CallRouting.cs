using ActiveActive.Gateway.Load;
using ActiveActive.Gateway.Requests;
using ActiveActive.Traffic;
using Microsoft.AspNetCore.Http.Features;

namespace ActiveActive.Gateway.Routing;

/// <summary>Routes the grain calls of an endpoint: opens a <see cref="RouteScope"/> from the request's headers and notes what became of it.</summary>
internal static class CallRouting
{
    /// <summary>Routes the endpoints of a group.</summary>
    public static RouteGroupBuilder RouteCalls(this RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory((_, next) => context => Route(context, next));
        return group;
    }

    /// <summary>
    /// Says that repeating the call is harmless because the ids it carries make it idempotent, so that a lost answer may be asked for again
    /// in the same site without an <c>Idempotency-Key</c>.
    /// </summary>
    public static RouteHandlerBuilder IdempotentById(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(IdempotentByIdMetadata.Instance);

    private static async ValueTask<object?> Route(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var call = invocation.Arguments.OfType<CallHeaders>().Single();
        var note = context.Features.GetRequiredFeature<RouteNote>();
        var meter = context.RequestServices.GetRequiredService<CallMeter>();
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var idempotent = !call.Operation.IsNone || context.GetEndpoint()?.Metadata.GetMetadata<IdempotentByIdMetadata>() is not null;

        using var scope = RouteScope.Begin(new RouteWish { PreferSite = call.PreferSite, Idempotent = idempotent });
        var begun = time.GetTimestamp();
        var failed = false;
        try
        {
            return await next(invocation);
        }
        catch (Exception error)
        {
            failed = error is not ActiveActiveException { Outcome: CallOutcome.NotApplied } or SiteUnavailableException;
            throw;
        }
        finally
        {
            if (!scope.Site.IsNone)
            {
                note.Executed(scope.Site, RouteReasons.Text(scope.Reason));
                if (!context.RequestAborted.IsCancellationRequested) meter.Record(scope.Site, time.GetElapsedTime(begun), failed);
            }
        }
    }

    private sealed class IdempotentByIdMetadata
    {
        public static IdempotentByIdMetadata Instance { get; } = new();
    }
}
