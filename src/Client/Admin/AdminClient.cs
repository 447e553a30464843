using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActiveActive.Client.Shop;
using ActiveActive.World;

namespace ActiveActive.Client.Admin;

/// <summary>The operations of the HTTP contract for programs. Tries the next admin listener only when the one before could not be reached at all.</summary>
/// <remarks>Safe for concurrent use. Methods throw <see cref="AdminException"/>.</remarks>
public sealed class AdminClient : IDisposable
{
    private readonly IReadOnlyList<Uri> _admins;
    private readonly HttpClient _http;

    /// <summary>Creates a client.</summary>
    /// <param name="admins">Admin listeners of the gateways; at least one.</param>
    /// <param name="key">The admin key.</param>
    /// <param name="timeout">How long one call may take.</param>
    /// <param name="handler">Connections to use, for tests; null makes own ones.</param>
    public AdminClient(IReadOnlyList<Uri> admins, string key, TimeSpan timeout, HttpMessageHandler? handler = null)
    {
        if (admins.Count == 0) throw new ArgumentException("give at least one admin listener.", nameof(admins));
        _admins = admins;
        _http = new HttpClient(handler ?? ShopCaller.NewHandler(), disposeHandler: handler is null) { Timeout = timeout };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>What runs where.</summary>
    public Task<WorldDocument> GetWorldAsync(CancellationToken cancellationToken) => GetAsync("admin/world", WorldJson.Default.WorldDocument, cancellationToken);

    /// <summary>How traffic is routed, as the gateway says it.</summary>
    public Task<JsonElement> GetTrafficAsync(CancellationToken cancellationToken) => GetAsync("admin/traffic", AdminJson.Default.JsonElement, cancellationToken);

    /// <summary>Faults, active and over.</summary>
    public Task<IReadOnlyList<FaultStatus>> GetFaultsAsync(CancellationToken cancellationToken) =>
        GetAsync("admin/faults", WorldJson.Default.IReadOnlyListFaultStatus, cancellationToken);

    /// <summary>Begins a fault.</summary>
    public async Task<FaultStatus> StartFaultAsync(FaultRequest fault, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, "admin/faults", () => JsonContent.Create(fault, WorldJson.Default.FaultRequest), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, WorldJson.Default.FaultStatus, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a fault.</summary>
    public async Task EndFaultAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"admin/faults/{Uri.EscapeDataString(id)}", null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends new calls to the other sites (<paramref name="drain"/>), or takes that back.</summary>
    public async Task DrainAsync(string site, bool drain, CancellationToken cancellationToken)
    {
        var path = $"admin/sites/{Uri.EscapeDataString(site)}/{(drain ? "drain" : "undrain")}";
        using var response = await SendAsync(HttpMethod.Post, path, null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        AdminException? last = null;
        foreach (var admin in _admins)
        {
            using var request = new HttpRequestMessage(method, new Uri(admin, path)) { Content = content?.Invoke() };
            try
            {
                var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode) return response;
                using (response) throw await RefusedAsync(response, admin, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
            {
                last = new AdminException(ErrorSlugs.SiteUnavailable, CallOutcome.NotApplied, $"the admin listener {admin} cannot be reached: {e.Message}. Is the world running?", e);
            }
            catch (HttpRequestException e)
            {
                throw new AdminException(ErrorSlugs.OutcomeUnknown, CallOutcome.Unknown, $"the admin listener {admin} broke the connection: {e.Message.TrimEnd('.')}.", e);
            }
            catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new AdminException(ErrorSlugs.OutcomeUnknown, CallOutcome.Unknown, $"the admin listener {admin} did not answer within {_http.Timeout.TotalSeconds:0.#} s.", e);
            }
        }

        throw last!;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("the answer is empty");
        }
        catch (JsonException e)
        {
            throw new AdminException(ErrorSlugs.Internal, CallOutcome.Applied, $"the answer of {response.RequestMessage?.RequestUri} cannot be read: {e.Message}", e);
        }
    }

    private static async Task<AdminException> RefusedAsync(HttpResponseMessage response, Uri admin, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 401) return new AdminException(ErrorSlugs.Unauthorized, CallOutcome.NotApplied, $"the admin listener {admin} does not take this key: name the right one with --key-file.");
        ProblemDocument? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync(ShopJson.Default.ProblemDocument, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // The status alone speaks.
        }

        var outcome = status is < 500 or 501 or 503 ? CallOutcome.NotApplied : CallOutcome.Unknown;
        return new AdminException(problem?.Type ?? $"http-{status}", outcome, problem?.Detail ?? problem?.Title ?? $"the admin listener {admin} answered {status} {response.ReasonPhrase}.");
    }
}
