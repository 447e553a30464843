using ActiveActive.LocalWorld.Roles;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>Asks every gateway for an answer from every cluster: a world is ready when all of them have come.</summary>
internal sealed class ClusterProbe(HttpClient http, IReadOnlyList<SitePlan> sites, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Completes when every gateway has brought an answer of every cluster.</summary>
    /// <param name="missing">Told what the last try of a pair came to, while it does not come.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task WaitAsync(Action<string> missing, CancellationToken cancellationToken) => Task.WhenAll(
        from gateway in sites
        from cluster in sites
        select WaitAsync(gateway, cluster.Site, missing, cancellationToken));

    private async Task WaitAsync(SitePlan gateway, string cluster, Action<string> missing, CancellationToken cancellationToken)
    {
        while (await AskAsync(gateway, cluster, cancellationToken) is { } reason)
        {
            missing($"cluster {cluster} through gateway-{gateway.Site}: {reason}");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<string?> AskAsync(SitePlan gateway, string cluster, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, gateway.GatewayUrl!.Origin() + "/shop/products");
        request.Headers.Add("Prefer-Site", cluster);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode) return $"answers {(int)response.StatusCode}";
            var site = response.Headers.TryGetValues("Site", out var values) ? values.FirstOrDefault() : null;
            return site == cluster ? null : $"is answered by site {site ?? "(unnamed)"}";
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Timeout.TotalSeconds:0} s";
        }
    }
}
