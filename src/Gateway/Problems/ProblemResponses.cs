using System.Globalization;

namespace ActiveActive.Gateway.Problems;

/// <summary>Sends problem documents.</summary>
internal static class ProblemResponses
{
    /// <summary>Writes the problem as the answer. Headers set before stay.</summary>
    public static Task WriteAsync(this Problem problem, HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return response.WriteAsJsonAsync(problem, ProblemJson.Default.Problem, Problem.MediaType, context.RequestAborted);
    }

    /// <summary>The problem as the result of an endpoint.</summary>
    public static IResult ToResult(this Problem problem) => new ProblemResult(problem);

    private sealed class ProblemResult(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);
    }
}
