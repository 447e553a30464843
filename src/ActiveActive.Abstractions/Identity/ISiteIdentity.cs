namespace ActiveActive;

/// <summary>Which site this process belongs to. A service of every silo; constant for the life of the process.</summary>
public interface ISiteIdentity
{
    /// <summary>Id of the own site; never the default value.</summary>
    SiteId Site { get; }
}
