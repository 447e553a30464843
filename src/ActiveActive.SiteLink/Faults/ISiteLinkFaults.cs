namespace ActiveActive.SiteLink;

/// <summary>Faults of the site link on command, for the local world, drills and tests. Off unless <see cref="SiteLinkOptions.FaultsEnabled"/>.</summary>
/// <remarks>
/// At most one fault per peer and direction: a new one replaces the old. Faults act on messages, not on sockets: a connection under a cut looks
/// like one whose packets are lost, until the keep-alive gives it up. Safe for concurrent use.
/// </remarks>
public interface ISiteLinkFaults
{
    /// <summary>Whether faults may be injected at all.</summary>
    bool IsEnabled { get; }

    /// <summary>The faults in force, with the time each has left.</summary>
    IReadOnlyList<SiteLinkFault> Active { get; }

    /// <summary>Puts a fault in force; it ends by itself after its duration.</summary>
    /// <exception cref="InvalidOperationException">Faults are not enabled; the message names the key.</exception>
    /// <exception cref="InvalidRequestException">A value is out of range, or no such peer is configured.</exception>
    void Inject(SiteLinkFault fault);

    /// <summary>Ends the fault on one direction; false when there is none.</summary>
    bool Heal(SiteId peer, SiteLinkDirection direction);

    /// <summary>Ends all faults.</summary>
    void HealAll();
}
