using ActiveActive.Gateway.Routing;

namespace ActiveActive.Gateway.Problems;

/// <summary>Turns whatever fails behind it, and bare error statuses of the framework, into problem documents. Never shows a stack.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const int StatusClientClosedRequest = 499;

    private readonly ILogger _logger = logger;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response.HasStarted || context.Response.ContentType is not null) return;
            if (ProblemMap.TryFromStatus(context.Response.StatusCode, out var problem)) await problem.WriteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer; the status is for the log and the metrics.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusClientClosedRequest;
        }
        catch (Exception error)
        {
            var problem = ProblemMap.From(error, HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
            if (problem.Status == StatusCodes.Status500InternalServerError)
                LogBug(context.Request.Method, context.GetEndpoint()?.DisplayName ?? "-", context.TraceIdentifier, error);
            else if (problem.Status > StatusCodes.Status500InternalServerError)
                LogFailed(problem.Type, context.Features.Get<RouteNote>()?.Site.Value ?? "-", error.GetType().Name, error.Message);
            if (context.Response.HasStarted) throw;
            await problem.WriteAsync(context);
        }
    }
}
