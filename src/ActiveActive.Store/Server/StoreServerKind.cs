namespace ActiveActive.Store;

/// <summary>What implements the store. Decides how its durability can be told.</summary>
public enum StoreServerKind
{
    /// <summary>redis-server, or something that answers like it.</summary>
    Redis = 0,

    /// <summary>Microsoft Garnet.</summary>
    Garnet = 1,
}
