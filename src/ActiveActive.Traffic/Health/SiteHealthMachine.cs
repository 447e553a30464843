namespace ActiveActive.Traffic;

/// <summary>
/// Health of one site from what is observed of it. Counts, and nothing else: no clock, no I/O. Not for concurrent use.
/// </summary>
/// <remarks>
/// <para>Hysteresis: it takes several failures in a row to go down and several probes in a row to come up, so that a site at the edge does not flap with every
/// observation.</para>
/// <para>Calls hasten the verdict and never speak it: a call that is not answered may be one slow grain's, and a grain that hangs must not take its site
/// down. With calls failing it takes one failed probe instead of all of them.</para>
/// </remarks>
internal sealed class SiteHealthMachine(SiteHealthOptions options)
{
    private int _failures;
    private int _successes;
    private long _lastAnswered = -1;

    /// <summary>The verdict so far.</summary>
    public SiteHealth Health { get; private set; } = SiteHealth.Unknown;

    /// <summary>True when an answered call would have something to forget. May be read at any time.</summary>
    public bool HasFailures => Volatile.Read(ref _failures) > 0;

    /// <summary>A probe was answered.</summary>
    /// <param name="number">Its number; probes may come back out of order.</param>
    /// <returns>True when the verdict changed.</returns>
    public bool ProbeSucceeded(long number)
    {
        _lastAnswered = Math.Max(_lastAnswered, number);
        _failures = 0;
        _successes++;
        return (_successes >= options.SuccessesToUp || Health == SiteHealth.Unknown) && Become(SiteHealth.Up);
    }

    /// <summary>A probe failed or was not answered in time. One that was sent before an answered one says nothing new.</summary>
    public bool ProbeFailed(long number) => number > _lastAnswered && Failed(options.FailuresToDown);

    /// <summary>The cluster could not be connected to.</summary>
    public bool ConnectFailed() => Failed(options.FailuresToDown);

    /// <summary>A call was answered, by whatever answer.</summary>
    public bool CallAnswered()
    {
        if (Health != SiteHealth.Down) _failures = 0;
        return false;
    }

    /// <summary>A call was sent and not answered.</summary>
    public bool CallNotAnswered() => Health != SiteHealth.Down && Failed(options.FailuresToDown - 1);

    /// <summary>The last connection to the cluster was lost: nothing can reach it, so there is nothing to count.</summary>
    public bool Disconnected()
    {
        _failures = options.FailuresToDown;
        return Failed(options.FailuresToDown);
    }

    private bool Failed(int most)
    {
        _successes = 0;
        if (_failures < most) _failures++;
        return _failures >= options.FailuresToDown && Become(SiteHealth.Down);
    }

    private bool Become(SiteHealth health)
    {
        if (Health == health) return false;
        Health = health;
        return true;
    }
}
