namespace ActiveActive.LocalWorld.Demo.Load;

/// <summary>One finished call of the load.</summary>
/// <param name="Due">Timestamp at which it was due.</param>
/// <param name="Elapsed">From then to its answer.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Succeeded">Whether it was done in the end.</param>
/// <param name="Trouble">The last thing that went wrong; null when nothing did.</param>
internal readonly record struct CallSample(long Due, TimeSpan Elapsed, int Attempts, bool Succeeded, string? Trouble)
{
    /// <summary>A call that takes longer is disturbed, even if its first attempt succeeds.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>True when its caller noticed that something was wrong.</summary>
    public bool IsDisturbed => !Succeeded || Attempts > 1 || Elapsed > Slow;
}
