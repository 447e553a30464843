namespace ActiveActive.Store;

/// <summary>What a store server says about itself at the moment of connecting.</summary>
/// <param name="Kind">What implements it.</param>
/// <param name="Version">Its own version.</param>
/// <param name="RunId">Drawn anew by every start of the server process: another value means that it restarted or is another server.</param>
/// <param name="Settings">Its settings by lower-case name, as far as it tells them.</param>
public sealed record StoreServerFacts(StoreServerKind Kind, string Version, string RunId, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>A setting's value; empty when the server does not tell it.</summary>
    public string Setting(string name) => Settings.TryGetValue(name, out var value) ? value : string.Empty;
}
