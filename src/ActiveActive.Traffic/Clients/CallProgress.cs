namespace ActiveActive.Traffic;

/// <summary>Where one call stands between its attempts. Decides; does nothing. Not for concurrent use.</summary>
/// <remarks>
/// A <em>lap</em> tries the candidate sites in order, at once. After a lap it waits, longer each time, and the next lap goes by the candidates of the
/// moment. Once an attempt may have been applied the call is <em>bound</em> to that site: no other may see it, whatever later attempts say of themselves.
/// </remarks>
internal struct CallProgress(RouteCandidate[] candidates, bool readOnly, bool idempotent, uint chance)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(800);

    private RouteCandidate[] _lap = candidates;
    private int _position;
    private int _tries;
    private int _waits;
    private int _full;
    private RetryTarget _next;

    /// <summary>The site to try now. Its reason is <see cref="RouteReason.Failover"/> when another site came first in this lap.</summary>
    public readonly RouteCandidate Candidate => _position == 0 || _lap[_position].Reason == RouteReason.Drain
        ? _lap[_position]
        : _lap[_position] with { Reason = RouteReason.Failover };

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; private set; }

    /// <summary>True once an attempt may have been applied: the call stays in that attempt's site.</summary>
    public bool IsBound { get; private set; }

    /// <summary>How the last attempt ended that was sent; null before.</summary>
    public Exception? Last { get; private set; }

    /// <summary>It is being sent.</summary>
    public void Sent() => Attempts++;

    /// <summary>The site was not tried: there is no connection to it yet.</summary>
    public void NotConnected() => _next = RetryTarget.NextSite;

    /// <summary>The site was not tried: too many calls are under way to it.</summary>
    public void Refused()
    {
        _full++;
        _next = RetryTarget.NextSite;
    }

    /// <summary>The attempt failed.</summary>
    public void Failed(CallFailure failure, Exception exception)
    {
        Last = exception;
        if (failure == CallFailure.Overloaded) _full++;
        _next = RetryRule.After(failure, readOnly, idempotent);
        if (!readOnly && failure is CallFailure.Unknown or CallFailure.UnknownToGrain) IsBound = true;
    }

    /// <summary>Moves on to the next attempt.</summary>
    public CallStep Next(int maxAttempts)
    {
        if (_next == RetryTarget.None || (IsBound && !idempotent)) return CallStep.Stop(GivenUp.NotRepeatable);
        if (++_tries >= maxAttempts) return CallStep.Stop(GivenUp.Attempts);
        if (IsBound) return CallStep.After(Wait(), replan: false);
        if (++_position < _lap.Length) return CallStep.After(TimeSpan.Zero, replan: false);
        if (_full == _lap.Length) return CallStep.Stop(GivenUp.Shed);
        (_position, _full) = (0, 0);
        return CallStep.After(Wait(), replan: true);
    }

    /// <summary>Begins a new lap with the candidates of the moment.</summary>
    public void Replan(RouteCandidate[] candidates) => _lap = candidates;

    /// <summary>Between half of the doubling wait and all of it, so that calls that failed together do not come back together.</summary>
    private TimeSpan Wait()
    {
        var wait = FirstWait * (1 << Math.Min(_waits, 10));
        if (wait > LongestWait) wait = LongestWait;
        var share = unchecked((chance ^ ((uint)++_waits * 0x9E3779B9u)) * 0x85EBCA6Bu) >> 16;
        return wait * (0.5 + (share / 131072.0));
    }
}
