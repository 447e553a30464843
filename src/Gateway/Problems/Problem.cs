using System.Text.Json.Serialization;

namespace ActiveActive.Gateway.Problems;

/// <summary>Body of every error answer: a problem document (RFC 9457).</summary>
/// <remarks><see cref="Type"/> is a relative reference equal to the slug. RFC 9457 allows one, and a caller can compare it with the plain slug;
/// an absolute address would name a host that has nothing to say about the error.</remarks>
internal sealed record Problem
{
    /// <summary>Media type of a problem document.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>One of <see cref="ErrorSlugs"/>: stable, for programs.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in words; the same for every problem of a type.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>What happened this time, for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>For <c>invalid-request</c>: the offending member of the body, path parameter, query parameter or header.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>What became of the call: <c>not-applied</c>, <c>unknown</c> or <c>applied</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Seconds to wait before trying again; sent as <c>Retry-After</c>.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }
}
