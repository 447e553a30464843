using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>Where one call stands between its attempts. Decides; does nothing. Not for concurrent use.</summary>
internal struct CallProgress(RouteCandidate[] candidates, bool readOnly, bool idempotent)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(800);

    private int _position;
    private int _tries;
    private int _returns;
    private bool _stuck;
    private bool _shed;
    private bool _connected;
    private RetryTarget _next;
    private Exception? _last;

    /// <summary>The site to try now. Its reason is <see cref="RouteReason.Failover"/> once another site came first in this call.</summary>
    public readonly RouteCandidate Candidate => _position % candidates.Length is var i && (i == 0 || candidates[i].Reason == RouteReason.Drain)
        ? candidates[i]
        : candidates[i] with { Reason = RouteReason.Failover };

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; private set; }

    /// <summary>True once an attempt may have been applied.</summary>
    public bool SawUnknown { get; private set; }

    public void Sent() => Attempts++;

    public void NotSent(bool connected)
    {
        _shed |= connected;
        _connected |= connected;
        _next = RetryTarget.NextSite;
    }

    public void Failed(CallFailure failure, Exception exception)
    {
        _connected = true;
        _last = exception;
        _next = RetryRule.After(failure, readOnly, idempotent);
        if (failure != CallFailure.Unknown || readOnly) return;
        // From here on no other site may see it, whatever later attempts say of themselves.
        SawUnknown = true;
        _stuck = true;
    }

    /// <summary>Moves on to the next attempt.</summary>
    /// <returns>How long to wait before it; null when there must not be one.</returns>
    public TimeSpan? Next(int maxAttempts)
    {
        if (_next == RetryTarget.None || (_stuck && !idempotent) || ++_tries >= maxAttempts) return null;
        if (_next == RetryTarget.NextSite && !_stuck)
        {
            _position++;
            if (_position < candidates.Length) return TimeSpan.Zero;
        }

        var wait = FirstWait * (1 << Math.Min(_returns++, 10));
        return wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>What the caller is told when there is no further attempt.</summary>
    public readonly Exception Verdict(GrainReference reference, MultiClusterClientOptions options)
    {
        var what = $"the call to {reference.GrainId}";
        if (SawUnknown || _next == RetryTarget.None)
            return new OutcomeUnknownException($"{what} was sent and not answered within {options.AttemptTimeout.TotalSeconds:0.#} s: it may have been applied. Retry with the same operation id.", _last);
        if (_shed && _last is null)
            return new OverloadedException($"{what} was shed: {options.MaxInFlightPerSite} calls are under way already.", TimeSpan.FromSeconds(1));
        return new SiteUnavailableException($"no site could take {what}; it was not applied. " + (_connected ? "Retry." : "No cluster has been connected to yet."), _last);
    }
}
