namespace ActiveActive.Store;

/// <summary>How a <see cref="ScriptedStore"/> reaches its server.</summary>
public sealed class ScriptedStoreOptions
{
    /// <summary>Address and options in StackExchange.Redis syntax, e.g. <c>localhost:6379,password=…</c>. May hold a secret: not logged.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Longest wait for an answer. A call that exceeds it has an unknown outcome. Default 2 s; 50 ms to 60 s.</summary>
    /// <remarks>Shorter reports a slow store sooner; too short turns slow flushes into unknown outcomes.</remarks>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What acknowledged writes have to survive; a server that offers less is refused at connecting. Default: loss of power.</summary>
    public StoreDurability Needed { get; set; } = StoreDurability.PowerLoss;
}
