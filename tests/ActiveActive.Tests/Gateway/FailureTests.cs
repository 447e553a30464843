using ActiveActive.Tests.Shop;
using ActiveActive.Traffic;

namespace ActiveActive.Tests.Gateway;

/// <summary>S5, T4, T5: what callers are told when something fails, and that they are told the truth.</summary>
public sealed class FailureTests(ShopGateway gateway)
{
    [Fact]
    public async Task Write_AppliedWithoutAnswer_Is504AndSaysUnknown()
    {
        var sku = gateway.NewKey("unknown");
        gateway.Sites[0].Storage.Arm("stock", sku, WriteFault.AppliedUnconfirmed);

        var first = await Send("PUT", $"/shop/stock/{sku}", """{"onHand":5}""", "Prefer-Site: a");
        var second = await Send("PUT", $"/shop/stock/{sku}", """{"onHand":6}""");

        Assert.Equal((504, "outcome-unknown", "unknown"), (first.Status, first.Text("type"), first.Text("outcome")));
        Assert.Equal(("a", "preferred"), (first.Header("Site"), first.Header("Site-Reason")));
        Assert.Equal((200, "2"), (second.Status, second.Text("version")));
    }

    [Fact]
    public async Task Write_WithoutAnswer_RepeatedWithItsKey_IsAppliedOnce()
    {
        var items = $"/shop/carts/{gateway.NewKey("cart")}/items";
        gateway.Sites[0].Storage.Arm("cart", items.Split('/')[3], WriteFault.AppliedUnconfirmed);

        var first = await Send("POST", items, """{"sku":"s","quantity":1}""", "Idempotency-Key: k");
        var second = await Send("POST", items, """{"sku":"s","quantity":1}""", "Idempotency-Key: k");

        Assert.Equal((504, 200), (first.Status, second.Status));
        Assert.Equal("1", second.Body.GetProperty("items")[0].GetProperty("quantity").ToString());
    }

    [Fact]
    public async Task Write_KnownNotSent_MovesToTheOtherSite()
    {
        var cart = gateway.NewKey("cart");
        gateway.Sites[0].Storage.Arm("cart", cart, WriteFault.NotSent);

        var answer = await Send("POST", $"/shop/carts/{cart}/items", """{"sku":"s","quantity":1}""");

        Assert.Equal((200, "b", "failover"), (answer.Status, answer.Header("Site"), answer.Header("Site-Reason")));
        var home = await Answer.SendAsync(gateway.Http, "GET", $"/shop/carts/{cart}");
        Assert.Equal(("a", 0), (home.Header("Site"), home.Body.GetProperty("items").GetArrayLength()));
    }

    [Fact]
    public async Task NoSite_IsUp_Is503AndReadinessSaysSo()
    {
        await using var a = new ShopSite("a");
        await using var alone = await RunningGateway.StartAsync([a], null, "Gateway:AttemptTimeout=00:00:01", "Gateway:CallTimeout=00:00:01");
        await alone.WaitForTrafficAsync("waiting for a to be down", s => s.Sites[0].Health == SiteHealth.Down);

        var call = await Answer.SendAsync(alone.Public, "GET", "/shop/carts/c");
        var ready = await Answer.SendAsync(alone.Public, "GET", "/readyz");

        Assert.Equal((503, "site-unavailable", "not-applied", "1"), (call.Status, call.Text("type"), call.Text("outcome"), call.Header("Retry-After")));
        Assert.Equal((503, "unready"), (ready.Status, ready.Text("status")));
        Assert.Equal(200, (await Answer.SendAsync(alone.Public, "GET", "/healthz")).Status);
    }

    [Fact]
    public async Task Requests_BeyondTheBound_AreShedWith429AndNothingElseSuffers()
    {
        await using var small = await RunningGateway.StartAsync(gateway.Sites, null, "Gateway:MaxConcurrentRequests=1", "Gateway:MaxQueuedRequests=0");
        await small.WaitForSitesAsync();
        // A request whose body does not come holds the only place.
        using var body = new HeldContent();
        using var holding = new HttpRequestMessage(HttpMethod.Put, $"/shop/stock/{gateway.NewKey("held")}") { Content = body };
        var held = Answer.SendAsync(small.Public, holding);
        await body.Begun.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var shed = await Until(() => Answer.SendAsync(small.Public, "GET", "/shop/carts/c"), a => a.Status == 429);

        Assert.Equal(("overloaded", "not-applied", "1"), (shed.Text("type"), shed.Text("outcome"), shed.Header("Retry-After")));
        Assert.Equal(200, (await Answer.SendAsync(small.Public, "GET", "/readyz")).Status);
        body.Finish();
        Assert.Equal(200, (await held).Status);
        Assert.Equal(200, (await Until(() => Answer.SendAsync(small.Public, "GET", "/shop/carts/c"), a => a.Status == 200)).Status);
    }

    [Fact]
    public async Task Caller_Gone_ItsCallIsGivenUpAndItsPlaceIsFree()
    {
        await using var small = await RunningGateway.StartAsync(gateway.Sites, null, "Gateway:MaxConcurrentRequests=1", "Gateway:MaxQueuedRequests=0",
            "Gateway:AttemptTimeout=00:01:00", "Gateway:CallTimeout=00:01:00");
        await small.WaitForSitesAsync();
        var sku = gateway.NewKey("abandoned");
        var write = gateway.Sites[0].Storage.Hold("stock", sku);
        using var leave = new CancellationTokenSource();
        using var content = new StringContent("""{"onHand":1}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        var abandoned = small.Public.PutAsync($"/shop/stock/{sku}", content, leave.Token);
        await write.Begun.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(429, (await Answer.SendAsync(small.Public, "GET", "/shop/carts/c")).Status);

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        // The write is still under way and its call would be waited for another minute.
        Assert.Equal(200, (await Until(() => Answer.SendAsync(small.Public, "GET", "/shop/carts/c"), a => a.Status == 200)).Status);
        write.Release();
        Assert.Equal("1", (await Until(() => Answer.SendAsync(small.Public, "GET", $"/shop/stock/{sku}"), a => a.Status == 200)).Text("onHand"));
    }

    /// <summary>The server reads a request some time after it was sent: asks again until it has.</summary>
    private static async Task<Answer> Until(Func<Task<Answer>> ask, Func<Answer, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var answer = await ask();
            if (wanted(answer)) return answer;
            Assert.False(deadline.IsCancellationRequested, $"waiting for the bound to be felt, last answer {answer}");
        }
    }

    private Task<Answer> Send(string method, string path, string json, params string[] headers) =>
        Answer.SendAsync(gateway.Http, method, path, json, headers);

    private sealed class HeldContent : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldContent() => Headers.ContentType = new("application/json");

        public Task Begun => _begun.Task;

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync("""{"onHand":"""u8.ToArray());
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _finish.Task;
            await stream.WriteAsync("1}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            Finish();
            base.Dispose(disposing);
        }
    }
}
