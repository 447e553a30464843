using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveActive.Operations;

namespace ActiveActive.LocalWorld.Faults;

/// <summary>The fault endpoints of a silo.</summary>
internal sealed class HttpSiloFaults(HttpClient http, OperationsKey key) : ISiloFaults
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public Task SetConnectionsAsync(string operationsUrl, string mode, TimeSpan duration, CancellationToken cancellationToken) => PutAsync(
        operationsUrl + "/faults/connections",
        JsonContent.Create(new ConnectionsBody(mode, duration.TotalSeconds), SiloFaultJson.Default.ConnectionsBody), cancellationToken);

    /// <inheritdoc/>
    public Task SetLinkAsync(string operationsUrl, string peer, bool cut, TimeSpan delay, TimeSpan duration, CancellationToken cancellationToken) => PutAsync(
        operationsUrl + "/faults/site-link",
        JsonContent.Create(new LinkBody(peer, cut, delay.TotalMilliseconds, duration.TotalSeconds), SiloFaultJson.Default.LinkBody), cancellationToken);

    private async Task PutAsync(string address, HttpContent body, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Text);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            if (response.IsSuccessStatusCode) return;
            var answer = await response.Content.ReadAsStringAsync(deadline.Token);
            throw new HttpRequestException($"{address} answers {(int)response.StatusCode}: {answer}", null, response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{address} does not answer within {Timeout.TotalSeconds:0} s");
        }
    }
}

/// <summary>Body of <c>PUT /faults/connections</c> of a silo.</summary>
internal sealed record ConnectionsBody(string Mode, double DurationSeconds);

/// <summary>Body of <c>PUT /faults/site-link</c> of a silo.</summary>
internal sealed record LinkBody(string Peer, bool Cut, double DelayMilliseconds, double DurationSeconds);

/// <summary>Serializer contract of the bodies.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ConnectionsBody))]
[JsonSerializable(typeof(LinkBody))]
internal sealed partial class SiloFaultJson : JsonSerializerContext;
