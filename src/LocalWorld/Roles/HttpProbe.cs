using System.Text.Json;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.Operations;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Asks <c>/readyz</c> of a host.</summary>
/// <param name="http">Shared client.</param>
/// <param name="address">Base address of the listener that serves it.</param>
internal sealed class HttpProbe(HttpClient http, Uri address) : IReadinessProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly Uri _readiness = new(address, "/readyz");

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var response = await http.GetAsync(_readiness, deadline.Token);
            return response.IsSuccessStatusCode ? null : await ReasonAsync(response, deadline.Token);
        }
        catch (HttpRequestException error)
        {
            return error.HttpRequestError == HttpRequestError.ConnectionError ? "does not listen yet" : error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Timeout.TotalSeconds:0} s";
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var reply = await JsonSerializer.DeserializeAsync(body, HealthReplyJson.Default.HealthReply, cancellationToken);
            if (reply is { Reasons.Count: > 0 }) return string.Join("; ", reply.Reasons.Select(r => $"{r.Check}: {r.Reason}"));
        }
        catch (JsonException)
        {
            // Not one of our hosts' answers: the status says what there is to say.
        }

        return $"answers {(int)response.StatusCode}";
    }
}
