namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// One run of one silo. Two runs never share a nonce, so that a paused one which wakes up after its successor has started is told apart.
/// </summary>
/// <param name="Site">Its site.</param>
/// <param name="Silo">Its name, unique in the installation; the same for all its runs.</param>
/// <param name="Nonce">Chosen at random at start.</param>
public sealed record SiloIncarnation(SiteId Site, string Silo, string Nonce)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Silo}#{Nonce}";
}
