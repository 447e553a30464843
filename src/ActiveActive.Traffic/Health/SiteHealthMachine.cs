namespace ActiveActive.Traffic;

/// <summary>
/// Health of one site from what is observed of it. Counts, and nothing else: no clock, no I/O. Not for concurrent use.
/// </summary>
/// <remarks>Hysteresis: it takes several failures in a row to go down and several probes in a row to come up, so that a site at the edge does not flap
/// with every observation.</remarks>
internal sealed class SiteHealthMachine(SiteHealthOptions options)
{
    private int _failures;
    private int _successes;

    /// <summary>The verdict so far.</summary>
    public SiteHealth Health { get; private set; } = SiteHealth.Unknown;

    /// <summary>True when a success would have something to forget. May be read at any time.</summary>
    public bool HasFailures => Volatile.Read(ref _failures) > 0;

    /// <summary>A probe was answered.</summary>
    /// <returns>True when the verdict changed.</returns>
    public bool ProbeSucceeded()
    {
        _failures = 0;
        _successes++;
        return _successes >= options.SuccessesToUp || Health == SiteHealth.Unknown ? Become(SiteHealth.Up) : false;
    }

    /// <summary>A probe failed or was not answered in time, or the cluster is not connected.</summary>
    public bool ProbeFailed() => Failed();

    /// <summary>A call was answered, by whatever answer.</summary>
    public bool CallSucceeded()
    {
        if (Health != SiteHealth.Down) _failures = 0;
        return false;
    }

    /// <summary>A call failed on its way: not taken, or not answered.</summary>
    public bool CallFailed() => Failed();

    /// <summary>The last connection to the cluster was lost: nothing can reach it, so there is nothing to count.</summary>
    public bool Disconnected()
    {
        _failures = options.FailuresToDown;
        return Failed();
    }

    private bool Failed()
    {
        _successes = 0;
        if (_failures < options.FailuresToDown) _failures++;
        return _failures >= options.FailuresToDown && Become(SiteHealth.Down);
    }

    private bool Become(SiteHealth health)
    {
        if (Health == health) return false;
        Health = health;
        return true;
    }
}
