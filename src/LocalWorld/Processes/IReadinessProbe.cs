namespace ActiveActive.LocalWorld.Processes;

/// <summary>Asks a process whether it serves.</summary>
internal interface IReadinessProbe
{
    /// <summary>Null when it does, otherwise what is missing. An answer that does not come is a reason, not an exception.</summary>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}
