namespace ActiveActive.LocalWorld.Faults;

/// <summary>Tells a silo to misbehave.</summary>
internal interface ISiloFaults
{
    /// <summary>Sets the mode of its connections to the other silos of its cluster.</summary>
    /// <param name="operationsUrl">The silo's operations address.</param>
    /// <param name="mode"><c>open</c>, <c>stall</c> or <c>refuse</c>.</param>
    /// <param name="duration">When the silo opens them by itself.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    Task SetConnectionsAsync(string operationsUrl, string mode, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Sets what happens to what it sends to a peer over the site link.</summary>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    Task SetLinkAsync(string operationsUrl, string peer, bool cut, TimeSpan delay, TimeSpan duration, CancellationToken cancellationToken);
}
