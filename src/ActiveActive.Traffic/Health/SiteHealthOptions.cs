namespace ActiveActive.Traffic;

/// <summary>When a site counts as up or down.</summary>
public sealed class SiteHealthOptions
{
    /// <summary>Time between two probes of a site. Default 500 ms; 50 ms to 60 s.</summary>
    public TimeSpan ProbePeriod { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait for a probe's answer. Default 1 s; 50 ms to 60 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row, of probes and calls together, that take a site down. Default 4; 1 to 1,000.</summary>
    /// <remarks>Probes go round the cluster's silos: one frozen silo of three must not take its site down, so 1 or 2 is too few.</remarks>
    public int FailuresToDown { get; set; } = 4;

    /// <summary>Successful probes in a row that bring a site up again. Default 2; 1 to 1,000. Calls do not count: a down site gets none but in panic.</summary>
    public int SuccessesToUp { get; set; } = 2;
}
