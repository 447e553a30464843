namespace ActiveActive.LocalWorld.Supervision;

/// <summary>How one incarnation ended.</summary>
/// <param name="ExitCode">128 plus the signal's number when a signal ended it.</param>
/// <param name="Lifetime">How long it ran.</param>
/// <param name="WasUp">Whether it, or an earlier incarnation in this world, ever served.</param>
/// <param name="Commanded">Whether a fault on command ended it; such an end says nothing about the process.</param>
internal readonly record struct ProcessEnd(int ExitCode, TimeSpan Lifetime, bool WasUp, bool Commanded);
