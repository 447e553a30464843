using ActiveActive.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;

namespace ActiveActive.Tests.Documentation;

// <sample>
[Alias("sample.IGreeter")]
public interface IGreeter : IGrainWithStringKey
{
    [ReadOnly, Alias("Greet")]                 // read-only: may be repeated in either site
    Task<string> Greet(string name);
}

public sealed class Greeter : Grain, IGreeter  // an ordinary grain: nothing of ours in it
{
    public Task<string> Greet(string name) => Task.FromResult($"Hello, {name}!");
}

public static class TwoSites
{
    public static async Task<string> GreetAsync(int gatewayPortOfA, int gatewayPortOfB)
    {
        var (a, b) = (SiteId.Parse("a"), SiteId.Parse("b"));
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMultiClusterClient(options =>
        {
            options.HomeSite = a;
            options.AddCluster(a, client => client.UseLocalhostClustering(gatewayPortOfA, serviceId: "sample", clusterId: "a"));
            options.AddCluster(b, client => client.UseLocalhostClustering(gatewayPortOfB, serviceId: "sample", clusterId: "b"));
        });
        using var app = builder.Build();
        await app.StartAsync();                // connects in the background: neither site holds the start up
        var client = app.Services.GetRequiredService<IMultiClusterClient>();
        await client.WaitForSiteAsync(b, TimeSpan.FromSeconds(30));

        using var route = RouteScope.Begin(new RouteWish { PreferSite = b });
        var greeting = await client.GetGrain<IGreeter>("front-door").Greet("Ann");
        await app.StopAsync();
        return $"{greeting} (served by site {route.Site}: {route.Reason.Text()})";
    }
}
// </sample>
