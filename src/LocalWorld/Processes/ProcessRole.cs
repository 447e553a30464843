namespace ActiveActive.LocalWorld.Processes;

/// <summary>
/// What a process is to the world. The order is the order of starting: each stage serves before the next one starts; stopping goes
/// backwards.
/// </summary>
internal enum ProcessRole
{
    /// <summary>Keeps grain state.</summary>
    Store,

    /// <summary>Keeps the membership table.</summary>
    Sql,

    /// <summary>Keeps ownership records.</summary>
    Arbiter,

    /// <summary>Keeps the event log.</summary>
    Hub,

    /// <summary>Runs grains.</summary>
    Silo,

    /// <summary>Takes callers in.</summary>
    Gateway,
}
