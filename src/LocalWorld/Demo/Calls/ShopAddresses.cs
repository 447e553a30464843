using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Roles;

namespace ActiveActive.LocalWorld.Demo.Calls;

/// <summary>What a caller knows of the world: a gateway and an admin address per site. Nothing else of it is used.</summary>
/// <param name="Gateways">HTTP contract, by site.</param>
/// <param name="Admins">Admin listener, by site.</param>
/// <param name="Key">The admin key.</param>
internal sealed record ShopAddresses(IReadOnlyDictionary<string, string> Gateways, IReadOnlyDictionary<string, string> Admins, string Key)
{
    /// <summary>The sites.</summary>
    public IEnumerable<string> Sites => Gateways.Keys;

    /// <summary>The addresses of a world that runs.</summary>
    public static ShopAddresses Of(WorldPlan plan, string key) => new(
        plan.Sites.ToDictionary(s => s.Site, s => s.GatewayUrl!.Origin()), plan.Sites.ToDictionary(s => s.Site, s => s.AdminUrl!.Origin()), key);

    /// <summary>Another site than this one.</summary>
    public string OtherThan(string site) => Sites.First(s => s != site);
}
