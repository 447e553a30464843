namespace ActiveActive.LocalWorld.Supervision;

/// <summary>What follows the end of a process.</summary>
/// <param name="Restart">False: give up.</param>
/// <param name="Delay">How long to wait before the restart.</param>
/// <param name="Reason">For people.</param>
internal readonly record struct RestartDecision(bool Restart, TimeSpan Delay, string Reason)
{
    public static RestartDecision After(TimeSpan delay, string reason) => new(true, delay, reason);

    public static RestartDecision GiveUp(string reason) => new(false, TimeSpan.Zero, reason);
}
