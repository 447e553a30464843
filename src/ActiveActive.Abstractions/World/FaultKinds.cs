namespace ActiveActive.World;

/// <summary>Kinds of faults that can be injected on command. Never renamed.</summary>
public static class FaultKinds
{
    /// <summary>SIGKILL. The supervisor restarts the process.</summary>
    public const string Kill = "kill";

    /// <summary>SIGSTOP until the fault ends, then SIGCONT.</summary>
    public const string Pause = "pause";

    /// <summary>Silence: the silo's connections to and from other silos of its cluster stay open and carry nothing.</summary>
    public const string Stall = "stall";

    /// <summary>Resets: the silo's connections to and from other silos of its cluster are closed and new ones refused.</summary>
    public const string Refuse = "refuse";

    /// <summary>The site link carries nothing.</summary>
    public const string Cut = "cut";

    /// <summary>The site link carries everything later by <see cref="FaultRequest.DelayMilliseconds"/>.</summary>
    public const string Delay = "delay";
}
