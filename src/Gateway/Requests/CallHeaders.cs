using System.Globalization;
using ActiveActive.Gateway.Routing;
using Microsoft.Extensions.Primitives;

namespace ActiveActive.Gateway.Requests;

/// <summary>What the headers of the contract say about one call.</summary>
/// <param name="PreferSite">Site the caller would like; the default value when it said nothing.</param>
/// <param name="Operation">Id of the intended change; the default value when it said nothing.</param>
/// <param name="MaxStaleness">Oldest replicated state the caller takes; null when it said nothing.</param>
/// <param name="AllowDuplicate">Whether a replicated write may be repeated in another site than the first.</param>
/// <param name="Aborted">Cancelled when the caller is gone.</param>
internal sealed record CallHeaders(
    SiteId PreferSite, OperationId Operation, TimeSpan? MaxStaleness, bool AllowDuplicate, CancellationToken Aborted)
{
    /// <summary>Header that names a site the caller would like.</summary>
    public const string PreferSiteHeader = "Prefer-Site";

    /// <summary>Header that names the intended change.</summary>
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    /// <summary>Header that bounds staleness.</summary>
    public const string MaxStalenessHeader = "Max-Staleness";

    /// <summary>Header that allows a duplicate.</summary>
    public const string AllowDuplicateHeader = "Allow-Duplicate";

    /// <summary>Highest legal <c>Max-Staleness</c>: a day.</summary>
    public const int MaxStalenessMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>Binds a parameter of an endpoint.</summary>
    /// <exception cref="InvalidRequestException">A header is not legal.</exception>
    public static ValueTask<CallHeaders?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<CallHeaders?>(Read(context.Request.Headers, context.RequestServices.GetRequiredService<KnownSites>(), context.RequestAborted));

    /// <summary>Reads the headers.</summary>
    /// <exception cref="InvalidRequestException">A header is not legal.</exception>
    public static CallHeaders Read(IHeaderDictionary headers, KnownSites sites, CancellationToken aborted) => new(
        ReadSite(Single(headers, PreferSiteHeader), sites),
        ReadOperation(Single(headers, IdempotencyKeyHeader)),
        ReadStaleness(Single(headers, MaxStalenessHeader)),
        ReadFlag(Single(headers, AllowDuplicateHeader)),
        aborted);

    private static string? Single(IHeaderDictionary headers, string name)
    {
        var values = headers[name];
        if (StringValues.IsNullOrEmpty(values) && values.Count == 0) return null;
        return values.Count == 1 ? values[0] : throw new InvalidRequestException(name, $"{name} is there {values.Count} times.");
    }

    private static SiteId ReadSite(string? text, KnownSites sites)
    {
        if (text is null) return default;
        return SiteId.TryParse(text, out var site) && sites.Contains(site)
            ? site
            : throw new InvalidRequestException(PreferSiteHeader, $"{PreferSiteHeader} is one of {sites}.");
    }

    private static OperationId ReadOperation(string? text)
    {
        if (text is null) return default;
        return OperationId.TryParse(text, out var operation)
            ? operation
            : throw new InvalidRequestException(IdempotencyKeyHeader, $"{IdempotencyKeyHeader} is 1 to {OperationId.MaxBytes} bytes without control characters.");
    }

    private static TimeSpan? ReadStaleness(string? text)
    {
        if (text is null) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= MaxStalenessMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new InvalidRequestException(MaxStalenessHeader, $"{MaxStalenessHeader} is a number of milliseconds from 0 to {MaxStalenessMilliseconds}.");
    }

    private static bool ReadFlag(string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new InvalidRequestException(AllowDuplicateHeader, $"{AllowDuplicateHeader} is 'true' or 'false'."),
    };
}
