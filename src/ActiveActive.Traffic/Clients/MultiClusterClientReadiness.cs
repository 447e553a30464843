namespace ActiveActive.Traffic;

/// <summary>Waiting for clusters.</summary>
public static class MultiClusterClientReadiness
{
    /// <summary>Waits until a site is up. Calls may be made before; they then go elsewhere, or fail as not applied.</summary>
    /// <param name="client">The client, started with its application.</param>
    /// <param name="site">The site; the default value means any that is not drained.</param>
    /// <param name="timeout">Longest wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiteUnavailableException">It was not up in time; the message says how each site is.</exception>
    public static async Task WaitForSiteAsync(this IMultiClusterClient client, SiteId site, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(TrafficSnapshot snapshot)
        {
            if (snapshot.Sites.Any(s => s.Health == SiteHealth.Up && (site.IsNone ? !s.Drained : s.Site == site))) up.TrySetResult();
        }

        client.TrafficChanged += Look;
        try
        {
            Look(client.Traffic);
            await up.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            var sites = string.Join(", ", client.Traffic.Sites.Select(s => $"{s.Site} {s.Health}{(s.Drained ? " (drained)" : "")}"));
            throw new SiteUnavailableException($"{(site.IsNone ? "no site has" : $"site {site} has not")} come up within {timeout.TotalSeconds:0.#} s ({sites}): check that the clusters run and the clients' clustering settings.", error);
        }
        finally
        {
            client.TrafficChanged -= Look;
        }
    }
}
