namespace ActiveActive.LocalWorld.Faults;

/// <summary>A fault request that was checked.</summary>
/// <param name="Kind">One of <see cref="World.FaultKinds"/>.</param>
/// <param name="Target">As in the request.</param>
/// <param name="Resolved">What the target means in this world.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="Delay">For a delay: by how much; otherwise zero.</param>
internal sealed record FaultOrder(string Kind, string Target, FaultTarget Resolved, TimeSpan Duration, TimeSpan Delay)
{
    /// <summary>True when it is over as soon as it is done: the kill of a process, which its supervisor replaces.</summary>
    public bool IsInstant => Kind == World.FaultKinds.Kill && Resolved.Site is null;
}
