using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActiveActive.World;

namespace ActiveActive.LocalWorld.Demo.Calls;

/// <summary>What an operator can do: through any admin listener that answers, so also while a site is gone.</summary>
internal sealed class OperatorClient(HttpClient http, ShopAddresses addresses, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What runs where.</summary>
    public async Task<WorldDocument> WorldAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "/admin/world", null, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(WorldJson.Default.WorldDocument, cancellationToken))!;
    }

    /// <summary>Waits until the world is as asked.</summary>
    /// <param name="what">What is waited for, for the failure.</param>
    /// <param name="condition">Null when it is so, otherwise what it is instead.</param>
    /// <param name="within">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StepFailedException">It did not become so in time.</exception>
    public async Task<WorldDocument> WaitAsync(
        string what, Func<WorldDocument, string?> condition, TimeSpan within, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var world = await WorldAsync(cancellationToken);
            if (condition(world) is not { } instead) return world;
            if (time.GetElapsedTime(began) > within)
                throw new StepFailedException($"waited {within.TotalSeconds:0} s for {what}; at the end: {instead}");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Begins a fault. One that takes a site down is ordered in another site: the answer could not get out of the one that dies.</summary>
    public async Task<FaultStatus> InjectAsync(FaultRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Post, "/admin/faults", () => JsonContent.Create(request, WorldJson.Default.FaultRequest), cancellationToken, avoid: request.Target);
        var status = (await response.Content.ReadFromJsonAsync(WorldJson.Default.FaultStatus, cancellationToken))!;
        return status.State == "failed" ? throw new StepFailedException($"{request.Kind} {request.Target} failed: {status.Detail}") : status;
    }

    /// <summary>Ends a fault.</summary>
    public async Task HealAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/admin/faults/{id}", null, cancellationToken);
    }

    /// <summary>Takes a site out of the traffic, or back in.</summary>
    public async Task DrainAsync(string site, bool drain, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/admin/sites/{site}/{(drain ? "drain" : "undrain")}", null, cancellationToken);
    }

    /// <summary>Tries the admin listeners one after the other. Commands are safe to repeat: a fault that began twice is one fault more to end.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellationToken, string? avoid = null)
    {
        var troubles = new List<string>();
        foreach (var (site, admin) in addresses.Admins.OrderBy(a => $"site:{a.Key}" == avoid))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(AttemptTimeout);
            using var request = new HttpRequestMessage(method, admin + path) { Content = body?.Invoke() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", addresses.Key);
            try
            {
                var response = await http.SendAsync(request, deadline.Token);
                if (response.IsSuccessStatusCode) return response;
                troubles.Add($"gateway-{site}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(deadline.Token)}");
                response.Dispose();
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                troubles.Add($"gateway-{site}: {error.Message}");
            }
        }

        throw new StepFailedException($"{method} {path} is answered by no admin listener: {string.Join("; ", troubles)}");
    }
}
