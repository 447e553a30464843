using ActiveActive.Gateway.Problems;
using ActiveActive.Silo;
using Orleans.Runtime;

namespace ActiveActive.Tests.Gateway;

/// <summary>Which error of the contract a failure is.</summary>
public sealed class ProblemMapTests
{
    public static TheoryData<Exception, bool, int, string, string> Failures => new()
    {
        { new InvalidRequestException("sku", "m"), false, 400, "invalid-request", "not-applied" },
        { new NotFoundException("m"), true, 404, "not-found", "not-applied" },
        { new ConflictException("m"), false, 409, "conflict", "not-applied" },
        { new OverloadedException("m", TimeSpan.FromSeconds(2)), false, 429, "overloaded", "not-applied" },
        { new SiteUnavailableException("m"), false, 503, "site-unavailable", "not-applied" },
        { new ActiveActiveException("not-owner-reachable", CallOutcome.NotApplied, "m"), false, 503, "not-owner-reachable", "not-applied" },
        { new ActiveActiveException("arbiter-unreachable", CallOutcome.NotApplied, "m"), false, 503, "arbiter-unreachable", "not-applied" },
        { new OutcomeUnknownException("m"), false, 504, "outcome-unknown", "unknown" },
        { new OutcomeUnknownException("m"), true, 503, "site-unavailable", "not-applied" },
        { new TimeoutException("m"), false, 504, "outcome-unknown", "unknown" },
        { new TimeoutException("m"), true, 503, "site-unavailable", "not-applied" },
        { new OrleansException("m"), false, 504, "outcome-unknown", "unknown" },
        { new OperationCanceledException("m"), false, 504, "outcome-unknown", "unknown" },
        { new ActiveActiveException("something-newer", CallOutcome.NotApplied, "m"), false, 503, "site-unavailable", "not-applied" },
        { new ActiveActiveException("something-newer", CallOutcome.Unknown, "m"), false, 504, "outcome-unknown", "unknown" },
        { new StoredStateException("m"), false, 500, "internal-error", "not-applied" },
        { new InvalidOperationException("m"), false, 500, "internal-error", "unknown" },
        { new BadHttpRequestException("m", 413), false, 400, "invalid-request", "not-applied" },
        { new BadHttpRequestException("m", 400), false, 400, "invalid-request", "not-applied" },
    };

    [Theory, MemberData(nameof(Failures))]
    public void Failure_OfEachKind_HasItsStatusTypeAndOutcome(Exception failure, bool isRead, int status, string type, string outcome)
    {
        var problem = ProblemMap.From(failure, isRead);

        Assert.Equal((status, type, outcome), (problem.Status, problem.Type, problem.Outcome));
    }

    [Fact]
    public void Bug_InTheApplication_TellsNothingOfItself()
    {
        var problem = ProblemMap.From(new InvalidOperationException("secret"), isRead: false);

        Assert.DoesNotContain("secret", System.Text.Json.JsonSerializer.Serialize(problem, ProblemJson.Default.Problem), StringComparison.Ordinal);
    }

    [Fact]
    public void Overload_TellsWhenToComeBack() =>
        Assert.Equal(3, ProblemMap.From(new OverloadedException("m", TimeSpan.FromSeconds(2.1)), isRead: false).RetryAfterSeconds);

    /// <summary>A slug is a relative reference (RFC 9457 allows one) that resolves beside the request's path and is not taken for a scheme.</summary>
    [Fact]
    public void Type_IsTheSlugAndARelativeReference()
    {
        foreach (var (slug, _, _) in ProblemMap.All)
        {
            Assert.True(Uri.TryCreate(slug, UriKind.Relative, out _), slug);
            Assert.Equal(slug, new Uri(new Uri("http://gateway/"), slug).AbsolutePath.TrimStart('/'));
        }
    }
}
