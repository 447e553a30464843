using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActiveActive.LocalWorld.Demo.Calls;

/// <summary>
/// A caller of one site who knows both gateways: uses its own while that answers, the other one after it did not, and its own again once that says
/// it is ready. Repeats what is harmless to repeat (reads, and writes under the same idempotency key) until a deadline.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ShopCaller(HttpClient http, ShopAddresses addresses, string home, TimeProvider time)
{
    /// <summary>How long the caller keeps trying.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(2);
    private readonly string _other = addresses.OtherThan(home);
    private int _away;

    /// <summary>Site whose gateway it uses first.</summary>
    public string Home => home;

    /// <summary>Makes a call, attempt by attempt.</summary>
    /// <param name="call">The call.</param>
    /// <param name="due">Timestamp at which it was due; what it waits before it is sent counts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ShopAnswer> SendAsync(ShopCall call, long due, CancellationToken cancellationToken)
    {
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        string? trouble = null;
        var pause = FirstPause;
        for (var attempts = 1; ; attempts++)
        {
            var answer = await AttemptAsync(call, doubtful, cancellationToken);
            var elapsed = time.GetElapsedTime(due);
            if (answer.Trouble is null || elapsed >= Deadline)
                return new ShopAnswer(answer.Status, answer.Site, answer.Reason, answer.Body, attempts, elapsed, doubtful, answer.Trouble ?? trouble);
            trouble = answer.Trouble;
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Makes a call that is due now.</summary>
    public Task<ShopAnswer> SendAsync(ShopCall call, CancellationToken cancellationToken) => SendAsync(call, time.GetTimestamp(), cancellationToken);

    private async Task<Attempt> AttemptAsync(ShopCall call, HashSet<string> doubtful, CancellationToken cancellationToken)
    {
        var atHome = Volatile.Read(ref _away) == 0;
        // Wherever the call enters, the caller would like its own site, as a name service close to it would send it there.
        var meant = call.PreferSite is null && !atHome ? call with { PreferSite = home } : call;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AttemptTimeout);
        using var request = meant.ToRequest(addresses.Gateways[atHome ? home : _other]);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            var text = await response.Content.ReadAsStringAsync(deadline.Token);
            var status = (int)response.StatusCode;
            var site = Header(response, "Site");
            var trouble = status is 429 or >= 500 ? $"{status} {Parse(text)?["type"]} from site {site}" : null;
            // 429 and 503 say that it was not applied; anything else of this kind does not.
            if (trouble is not null && status is not (429 or 503)) Doubt(doubtful, site);
            return new Attempt(status, site, Header(response, "Site-Reason"), Parse(text), trouble);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The connection may have carried the call, and the gateway may have taken it to either site.
            foreach (var site in addresses.Sites) doubtful.Add(site);
            if (atHome && Interlocked.Exchange(ref _away, 1) == 0) _ = ReturnAsync();
            return new Attempt(0, "", "", null, $"gateway-{(atHome ? home : _other)}: {error.Message}");
        }
    }

    /// <summary>Looks after the own gateway until it is ready. Calls do not find out for it: each would pay with a delay.</summary>
    private async Task ReturnAsync()
    {
        do await Task.Delay(LookEvery, time);
        while (!await IsHomeReadyAsync());
        Volatile.Write(ref _away, 0);
    }

    private async Task<bool> IsHomeReadyAsync()
    {
        using var deadline = new CancellationTokenSource(LookTimeout, time);
        try
        {
            using var response = await http.GetAsync(addresses.Gateways[home] + "/readyz", deadline.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The tour is over when the client is disposed: then there is nobody left to return.
            return error is ObjectDisposedException;
        }
    }

    private void Doubt(HashSet<string> doubtful, string site)
    {
        if (addresses.Gateways.ContainsKey(site)) doubtful.Add(site);
        else doubtful.UnionWith(addresses.Sites);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : "";

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private readonly record struct Attempt(int Status, string Site, string Reason, JsonNode? Body, string? Trouble);
}
