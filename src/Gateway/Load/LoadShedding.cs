using System.Threading.RateLimiting;
using ActiveActive.Gateway.Problems;

namespace ActiveActive.Gateway.Load;

/// <summary>
/// Sheds early (T5): so many requests at once, so many more waiting in order of arrival; a request beyond both is answered 429 before
/// anything is done for it.
/// </summary>
/// <remarks>Health, readiness and metrics are never shed: a busy gateway is not a dead one.</remarks>
internal static class LoadShedding
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Registers the limiter.</summary>
    public static void AddLoadShedding(this IServiceCollection services, int concurrent, int queued) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (rejected, _) => new ValueTask(
            (ProblemMap.Of(ErrorSlugs.Overloaded, $"The gateway has {concurrent} requests in work and {queued} waiting.") with
            {
                RetryAfterSeconds = RetryAfterSeconds,
            }).WriteAsync(rejected.HttpContext));
        limiter.AddPolicy(Policy, _ => RateLimitPartition.GetConcurrencyLimiter(Policy, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = concurrent,
            QueueLimit = queued,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));
    });

    /// <summary>Name of the limiter's policy.</summary>
    public const string Policy = "calls";
}
