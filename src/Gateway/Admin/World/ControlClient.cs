using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActiveActive.Operations;
using ActiveActive.World;

namespace ActiveActive.Gateway.Admin.World;

/// <summary>The control endpoint of the local world.</summary>
/// <remarks>Answers are bounded in size and time. Safe for concurrent use.</remarks>
internal sealed class ControlClient : IDisposable
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    /// <param name="url">The endpoint.</param>
    /// <param name="key">Its key.</param>
    public ControlClient(Uri url, OperationsKey key) => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        BaseAddress = url,
        Timeout = Timeout,
        MaxResponseContentBufferSize = MaxAnswerBytes,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key.Text) },
    };

    /// <summary>What runs where.</summary>
    /// <exception cref="HttpRequestException">The endpoint does not answer as expected.</exception>
    public async Task<WorldDocument> GetWorldAsync(CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync("world", WorldJson.Default.WorldDocument, cancellationToken)
        ?? throw new HttpRequestException("the control endpoint answered without a world.");

    /// <summary>Sends a command and returns the answer as it is.</summary>
    /// <exception cref="SiteUnavailableException">The endpoint could not be reached: nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The command was sent and not answered.</exception>
    public async Task<ControlAnswer> SendAsync<T>(HttpMethod method, string path, T? body, JsonTypeInfo<T>? json, CancellationToken cancellationToken) where T : class
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, json!);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return new ControlAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new SiteUnavailableException("the control endpoint of the local world cannot be reached.", error);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OutcomeUnknownException("the control endpoint of the local world did not answer.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

/// <summary>An answer of the control endpoint.</summary>
/// <param name="Status">Its status.</param>
/// <param name="MediaType">Its media type; null without a body.</param>
/// <param name="Body">Its body.</param>
internal sealed record ControlAnswer(HttpStatusCode Status, string? MediaType, byte[] Body);
