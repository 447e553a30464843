namespace ActiveActive.SiteLink;

/// <summary>
/// Decides which endpoint of a peer to try next and how long to pause before: at once while another endpoint has not been tried in this round,
/// with a doubling pause once all have failed. Not thread-safe.
/// </summary>
internal sealed class EndpointRotation
{
    private readonly SiteLinkEndpointStatus[] _endpoints;
    private readonly TimeSpan _minDelay;
    private readonly TimeSpan _maxDelay;
    private int _next;
    private int _failuresInARow;

    /// <param name="endpoints">In the order of configuration; at least one.</param>
    /// <param name="name">Own name: silos of one site begin at different endpoints.</param>
    /// <param name="minDelay">Pause after the first failed round.</param>
    /// <param name="maxDelay">Longest pause.</param>
    public EndpointRotation(IReadOnlyList<Uri> endpoints, string name, TimeSpan minDelay, TimeSpan maxDelay)
    {
        _endpoints = [.. endpoints.Select(e => new SiteLinkEndpointStatus(e, null, 0, null))];
        (_minDelay, _maxDelay) = (minDelay, maxDelay);

        // FNV-1a: the same silo begins at the same endpoint after each restart.
        var hash = 2166136261u;
        foreach (var c in name) hash = (hash ^ c) * 16777619;
        _next = (int)(hash % (uint)_endpoints.Length);
    }

    /// <summary>The endpoint to try now.</summary>
    public Uri Current => _endpoints[_next].Endpoint;

    /// <summary>A snapshot of all endpoints.</summary>
    public IReadOnlyList<SiteLinkEndpointStatus> Statuses => [.. _endpoints];

    /// <summary>The current endpoint took a connection.</summary>
    public void Connected() => _endpoints[_next] = _endpoints[_next] with { IsHealthy = true, ConsecutiveFailures = 0, LastError = null };

    /// <summary>The connection to the current endpoint proved itself: the next failure begins a new round.</summary>
    public void Stable() => _failuresInARow = 0;

    /// <summary>The current endpoint failed, or its connection was lost; moves to the next.</summary>
    /// <returns>How long to pause before trying it.</returns>
    public TimeSpan Failed(string error)
    {
        var failed = _endpoints[_next];
        _endpoints[_next] = failed with { IsHealthy = false, ConsecutiveFailures = failed.ConsecutiveFailures + 1, LastError = error };
        Skip();
        _failuresInARow++;
        var rounds = _failuresInARow / _endpoints.Length;
        if (_failuresInARow % _endpoints.Length != 0) return TimeSpan.Zero;
        var pause = _minDelay.TotalMilliseconds * Math.Pow(2, Math.Min(rounds - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(pause, _maxDelay.TotalMilliseconds));
    }

    /// <summary>Moves to the next endpoint without holding anything against the current one.</summary>
    public void Skip() => _next = (_next + 1) % _endpoints.Length;
}
