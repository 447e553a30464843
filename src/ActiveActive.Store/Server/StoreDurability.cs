namespace ActiveActive.Store;

/// <summary>What an acknowledged write of a store survives.</summary>
public enum StoreDurability
{
    /// <summary>Nothing but the server process staying alive.</summary>
    None = 0,

    /// <summary>The death of the server process; the loss of power may take the newest writes.</summary>
    ProcessDeath = 1,

    /// <summary>Loss of power: the write was flushed before it was acknowledged.</summary>
    PowerLoss = 2,
}
