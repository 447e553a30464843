using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActiveActive.Client.Shop;

/// <summary>Sends one call until it is answered for good, the retries are used up, or its time is over.</summary>
internal sealed class ShopCaller : IDisposable
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string SessionHeader = "Session";
    private const string SiteHeader = "Site";

    // Paths hold escaped keys, byte for byte: nothing may tidy them up on the way.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly ShopHttpClientOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly GatewaySet _gateways;
    private readonly RetryRules _rules;
    private volatile string? _session;

    public ShopCaller(ShopHttpClientOptions options, HttpMessageHandler? handler, TimeProvider time)
    {
        if (options.Gateways.Count == 0) throw new ArgumentException("give at least one gateway.", nameof(options));
        if (options.MaxAttempts is < 1 or > 100) throw new ArgumentException($"MaxAttempts is {options.MaxAttempts}: use 1 to 100.", nameof(options));
        if (options.Timeout <= TimeSpan.Zero || options.AttemptTimeout <= TimeSpan.Zero || options.RetryPause < TimeSpan.Zero)
            throw new ArgumentException("Timeout and AttemptTimeout are more than zero, RetryPause is not negative.", nameof(options));
        (_options, _time, _session) = (options, time, options.Session);
        _http = new HttpClient(handler ?? NewHandler(), disposeHandler: handler is null) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _gateways = new GatewaySet(options.Gateways);
        _rules = new RetryRules(options.Gateways.Count, options.MaxAttempts, options.RetryPause);
    }

    /// <summary>The session's token now.</summary>
    public string? Session => _session;

    /// <summary>Connections that several clients may share.</summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        AllowAutoRedirect = false,
    };

    public async Task<ShopAnswer<T>> SendAsync<TBody, T>(
        Call call, TBody? body, JsonTypeInfo<TBody>? bodyType, JsonTypeInfo<T> type, ShopCallOptions wishes, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        using var overall = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overall.Token, cancellationToken);
        var key = call.IsRead ? default : wishes.Operation.IsNone ? OperationId.Parse(Guid.NewGuid().ToString("N")) : wishes.Operation;
        var prefer = wishes.PreferSite;
        var state = new CallState();
        while (true)
        {
            state.Attempts++;
            var gateway = _gateways.Current;
            AttemptResult failed;
            try
            {
                using var request = Request(call, gateway, body, bodyType, key, prefer, wishes);
                using var attempt = new CancellationTokenSource(_options.AttemptTimeout, _time);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(either.Token, attempt.Token);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                Remember(response);
                if (response.IsSuccessStatusCode) return await ReadAsync(response, gateway, call, type, begun, state, limit.Token).ConfigureAwait(false);
                failed = await ProblemAsync(response, call, limit.Token).ConfigureAwait(false);
                state.Site = Header(response, SiteHeader) ?? gateway.Site;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failed = Broken(e, call, gateway, overall.IsCancellationRequested);
                state.Site = gateway.Site;
            }

            state.Add(failed);
            var next = overall.IsCancellationRequested ? null : _rules.Next(failed, state.Attempts);
            if (next is not { } step) throw state.Failure(failed);
            _gateways.Failed(gateway);

            // Sites deduplicate replicated writes each for itself: what may be applied already is repeated where it would be.
            if (step.KeepSite && !call.IsRead && state.Site is { } pinned)
            {
                prefer = pinned;
                state.PinnedTo = pinned;
            }

            if (step.Wait > TimeSpan.Zero && !await WaitAsync(step.Wait, either.Token).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw state.Failure(failed);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private HttpRequestMessage Request<TBody>(
        Call call, GatewayAddress gateway, TBody? body, JsonTypeInfo<TBody>? bodyType, OperationId key, string? prefer, ShopCallOptions wishes)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(gateway.Url.AbsoluteUri + call.Path, AsWritten));
        if (bodyType is not null) request.Content = JsonContent.Create(body!, bodyType);
        if (!key.IsNone) request.Headers.TryAddWithoutValidation(IdempotencyKey, key.Value);
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer-Site", prefer);
        if (wishes.MaxStaleness is { } staleness)
            request.Headers.TryAddWithoutValidation("Max-Staleness", ((long)staleness.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        if (wishes.AllowDuplicate) request.Headers.TryAddWithoutValidation("Allow-Duplicate", "true");
        if (_session is { } session) request.Headers.TryAddWithoutValidation(SessionHeader, session);
        return request;
    }

    private void Remember(HttpResponseMessage response)
    {
        if (Header(response, SessionHeader) is { Length: > 0 } session) _session = session;
    }

    private async Task<ShopAnswer<T>> ReadAsync<T>(
        HttpResponseMessage response, GatewayAddress gateway, Call call, JsonTypeInfo<T> type, long begun, CallState state, CancellationToken cancellationToken)
    {
        var value = await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("the answer is empty");
        var site = Header(response, SiteHeader) ?? "";
        var duplicate = !call.IsStrong && state.PinnedTo is { } pinned && site.Length > 0 && site != pinned;
        var served = new ServedBy(site, Header(response, "Site-Reason") ?? "", gateway.Url, state.Attempts, _time.GetElapsedTime(begun), duplicate);
        return new ShopAnswer<T>(value, served, response.StatusCode == System.Net.HttpStatusCode.Created);
    }

    private static async Task<AttemptResult> ProblemAsync(HttpResponseMessage response, Call call, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        ProblemDocument? problem = null;
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
                problem = await response.Content.ReadFromJsonAsync(ShopJson.Default.ProblemDocument, cancellationToken).ConfigureAwait(false);
            }
            catch (JsonException)
            {
                // Not a problem document after all: the status alone speaks.
            }
        }

        var slug = problem?.Type ?? (status switch
        {
            429 => ErrorSlugs.Overloaded,
            503 => ErrorSlugs.SiteUnavailable,
            502 or 504 => ErrorSlugs.OutcomeUnknown,
            404 => ErrorSlugs.NotFound,
            _ => $"http-{status}",
        });
        var outcome = call.IsRead ? CallOutcome.NotApplied : problem?.Outcome switch
        {
            "not-applied" => CallOutcome.NotApplied,
            "applied" => CallOutcome.Applied,
            "unknown" => CallOutcome.Unknown,
            _ => status is < 500 or 501 or 503 ? CallOutcome.NotApplied : CallOutcome.Unknown,
        };
        var detail = problem?.Detail ?? problem?.Title ?? $"the gateway answered {status} {response.ReasonPhrase}.";
        return new AttemptResult(slug, outcome, status, detail, problem?.Field, Delay(response.Headers.RetryAfter));
    }

    private static AttemptResult Broken(Exception e, Call call, GatewayAddress gateway, bool timeIsOver)
    {
        if (e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError })
            return new AttemptResult(ErrorSlugs.SiteUnavailable, CallOutcome.NotApplied, null, $"the gateway {gateway.Url} cannot be reached: {e.Message}", Cause: e);
        var what = e switch
        {
            OperationCanceledException when timeIsOver => "did not answer before the call's time was over",
            OperationCanceledException => "did not answer in time",
            JsonException => $"sent an answer that cannot be read ({e.Message})",
            _ => $"broke the connection ({e.Message})",
        };
        return new AttemptResult(
            call.IsRead ? ErrorSlugs.SiteUnavailable : ErrorSlugs.OutcomeUnknown, call.IsRead ? CallOutcome.NotApplied : CallOutcome.Unknown, null, $"the gateway {gateway.Url} {what}.", Cause: e);
    }

    private static TimeSpan? Delay(RetryConditionHeaderValue? retryAfter) => retryAfter?.Delta;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>One call of the contract.</summary>
    /// <param name="Method">Its method.</param>
    /// <param name="Path">Its path and query.</param>
    /// <param name="IsStrong">Whether a repeat has the same effect once in either site; replicated writes are deduplicated in one.</param>
    internal readonly record struct Call(HttpMethod Method, string Path, bool IsStrong)
    {
        public bool IsRead => Method == HttpMethod.Get;
    }

    /// <summary>What the sendings of one call have shown so far.</summary>
    private sealed class CallState
    {
        public int Attempts { get; set; }

        public string? Site { get; set; }

        public string? PinnedTo { get; set; }

        private bool MayBeApplied { get; set; }

        public void Add(AttemptResult failed) => MayBeApplied |= failed.Outcome != CallOutcome.NotApplied;

        /// <summary>The end of the call: a later "not applied" does not take back an earlier "unknown".</summary>
        public ShopCallException Failure(AttemptResult last)
        {
            var outcome = last.Outcome == CallOutcome.Applied ? CallOutcome.Applied : MayBeApplied ? CallOutcome.Unknown : CallOutcome.NotApplied;
            var slug = MayBeApplied && last.Outcome == CallOutcome.NotApplied ? ErrorSlugs.OutcomeUnknown : last.Slug;
            var message = MayBeApplied && last.Outcome == CallOutcome.NotApplied
                ? $"{last.Detail} An earlier sending may have been applied."
                : last.Detail;
            return new ShopCallException(slug, outcome, message, last.Status, last.Field, Attempts, last.Cause);
        }
    }
}
