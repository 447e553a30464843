using ActiveActive.LocalWorld.Demo.Calls;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>What the steps of one tour share.</summary>
internal sealed class TourContext(ShopAddresses addresses, HttpClient http, TimeProvider time)
{
    /// <summary>Calls are calm after so long without a disturbed one.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    /// <summary>Longest time for calls to become calm again.</summary>
    public static readonly TimeSpan RecoverWithin = TimeSpan.FromSeconds(45);

    /// <summary>Longest time for a process, or a site, to be replaced.</summary>
    public static readonly TimeSpan ReplaceWithin = TimeSpan.FromSeconds(60);

    /// <summary>Part of every key the tour writes, so that several tours can be made of one world.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N")[..6];

    /// <summary>Where the world is.</summary>
    public ShopAddresses Addresses => addresses;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>What an operator can do.</summary>
    public OperatorClient Operator { get; } = new(http, addresses, time);

    /// <summary>A caller per site.</summary>
    public IReadOnlyDictionary<string, ShopCaller> Callers { get; } = addresses.Sites.ToDictionary(s => s, s => new ShopCaller(http, addresses, s, time));

    /// <summary>What was bought in each site, for later steps to look for.</summary>
    public Dictionary<string, Purchase> Purchases { get; } = [];

    /// <summary>Id of the fault that keeps a site down; null while none does.</summary>
    public string? SiteFault { get; set; }

    /// <summary>Asks one gateway once, without the patience of a caller.</summary>
    public async Task<(string Site, string Reason)> WhoAnswersAsync(string gateway, string? preferSite, CancellationToken cancellationToken)
    {
        using var request = ShopCall.Get("/shop/products", preferSite).ToRequest(addresses.Gateways[gateway]);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? (response.Headers.GetValues("Site").First(), response.Headers.GetValues("Site-Reason").First())
                : ("", ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException error)
        {
            return ("", error.Message);
        }
    }

    /// <summary>Waits until a gateway's calls are answered by a site for a reason.</summary>
    /// <exception cref="StepFailedException">They were not in time.</exception>
    public async Task WaitForAsync(
        string gateway, string? preferSite, string site, string reason, TimeSpan within, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var answer = await WhoAnswersAsync(gateway, preferSite, cancellationToken);
            if (answer == (site, reason)) return;
            if (time.GetElapsedTime(began) > within)
                throw new StepFailedException(
                    $"waited {within.TotalSeconds:0} s for gateway-{gateway}{(preferSite is null ? "" : $" with Prefer-Site: {preferSite}")} to answer from site {site} ({reason}); " +
                    $"at the end it answered from site '{answer.Site}' ({answer.Reason})");
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }
}
