using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActiveActive.SiteLink;

/// <summary>Keeps one <see cref="FaultGate"/> per configured peer and direction for the life of the process.</summary>
internal sealed partial class SiteLinkFaults : ISiteLinkFaults, IDisposable
{
    private readonly Dictionary<SiteId, (FaultGate Outgoing, FaultGate Incoming)> _gates = [];
    private readonly ILogger<SiteLinkFaults> _log;
    private readonly SiteLinkDiagnostics _diagnostics;

    public SiteLinkFaults(IOptions<SiteLinkOptions> options, TimeProvider time, SiteLinkDiagnostics diagnostics, ILogger<SiteLinkFaults> log)
    {
        (_log, _diagnostics) = (log, diagnostics);
        IsEnabled = options.Value.FaultsEnabled;
        foreach (var peer in options.Value.Peers.Keys.Select(SiteId.Parse))
            _gates[peer] = (new FaultGate(peer, SiteLinkDirection.Outgoing, time, Expired), new FaultGate(peer, SiteLinkDirection.Incoming, time, Expired));
    }

    /// <inheritdoc/>
    public bool IsEnabled { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SiteLinkFault> Active =>
        [.. All().Select(gate => gate.Active).OfType<SiteLinkFault>().OrderBy(f => f.Peer).ThenBy(f => f.Direction)];

    /// <summary>The gate on one direction of the traffic with a configured peer.</summary>
    public FaultGate Gate(SiteId peer, SiteLinkDirection direction) =>
        direction == SiteLinkDirection.Outgoing ? _gates[peer].Outgoing : _gates[peer].Incoming;

    /// <inheritdoc/>
    public void Inject(SiteLinkFault fault)
    {
        if (!IsEnabled) throw new InvalidOperationException("faults of the site link are off: set Faults:Enabled to true to allow them. Never do so in production.");
        if (!_gates.ContainsKey(fault.Peer)) throw new InvalidRequestException("peer", $"'{fault.Peer}' is no peer of this silo: use one of {string.Join(", ", _gates.Keys)}.");
        if (!Enum.IsDefined(fault.Direction)) throw new InvalidRequestException("direction", "use outgoing or incoming.");
        if (fault.Delay < TimeSpan.Zero || fault.Delay > SiteLinkFault.MaxDelay)
            throw new InvalidRequestException("delay", $"{fault.Delay.TotalMilliseconds} ms is out of range: use 0 to {SiteLinkFault.MaxDelay.TotalMilliseconds} ms.");
        if (fault.Duration <= TimeSpan.Zero || fault.Duration > SiteLinkFault.MaxDuration)
            throw new InvalidRequestException("duration", $"{fault.Duration.TotalSeconds} s is out of range: use more than 0 and up to {SiteLinkFault.MaxDuration.TotalSeconds} s.");
        if (fault is { Cut: false, Delay.Ticks: 0 })
        {
            Heal(fault.Peer, fault.Direction);
            return;
        }

        Gate(fault.Peer, fault.Direction).Set(fault.Cut, fault.Delay, fault.Duration);
        LogInjected(fault.Peer, fault.Direction, fault.Cut, fault.Delay.TotalMilliseconds, fault.Duration.TotalSeconds);
        _diagnostics.Raise(new SiteLinkEvent.FaultInjected(fault));
    }

    /// <inheritdoc/>
    public bool Heal(SiteId peer, SiteLinkDirection direction)
    {
        if (!_gates.ContainsKey(peer) || !Gate(peer, direction).Clear()) return false;
        Ended(peer, direction, "healed");
        return true;
    }

    /// <inheritdoc/>
    public void HealAll()
    {
        foreach (var gate in All()) Heal(gate.Peer, gate.Direction);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gate in All()) gate.Dispose();
    }

    private IEnumerable<FaultGate> All() => _gates.Values.SelectMany(pair => new[] { pair.Outgoing, pair.Incoming });

    private void Expired(FaultGate gate) => Ended(gate.Peer, gate.Direction, "expired");

    private void Ended(SiteId peer, SiteLinkDirection direction, string how)
    {
        LogEnded(peer, direction, how);
        _diagnostics.Raise(new SiteLinkEvent.FaultEnded(peer, direction, how));
    }
}
