using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;

namespace Shop.Grains;

/// <summary>Adds the shop to a silo.</summary>
public static class ShopGrainsHosting
{
    /// <summary>
    /// Registers what the shop's grains need besides grain storage and an <see cref="ActiveActive.ISiteIdentity"/>, both of which the host
    /// provides.
    /// </summary>
    public static ISiloBuilder AddShopGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<ShopMetrics>();
        return silo;
    }
}
