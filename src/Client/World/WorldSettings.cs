namespace ActiveActive.Client.World;

/// <summary>Where the user said the world is; null where nothing was said.</summary>
/// <param name="Folder">Data folder of a local world.</param>
/// <param name="Gateways">Addresses of gateways.</param>
/// <param name="Admins">Addresses of admin listeners.</param>
/// <param name="KeyFile">File with the admin key.</param>
public sealed record WorldSettings(string? Folder, IReadOnlyList<string> Gateways, IReadOnlyList<string> Admins, string? KeyFile);
