using ActiveActive.Client.Shop;
using Microsoft.AspNetCore.Http;
using Shop.Contracts;

namespace ActiveActive.Tests.Client;

/// <summary>S5 from the caller's side: retried only where that is safe, with one key, and honest about what is not known.</summary>
public sealed class ShopHttpClientTests
{
    private static readonly Uri Dead = new("http://127.0.0.1:1/");

    [Fact]
    public async Task Call_Answered_SaysWhoServedItAndWhy()
    {
        await using var stub = await StubShop.StartAsync();
        using var shop = Client(new GatewayAddress(stub.Url));

        var answer = await shop.PutProductAsync("sku 1?&ö", new ProductDetails("Thing", 250));

        Assert.Equal(("sku 1?&ö", 250L), (answer.Value.Sku, answer.Value.PriceCents));
        Assert.Equal(("a", "home", stub.Url, 1), (answer.Served.Site, answer.Served.Reason, answer.Served.Gateway, answer.Served.Attempts));
    }

    [Fact]
    public async Task Write_GatewayUnreachable_GoesToTheNextWithTheSameKey()
    {
        await using var stub = await StubShop.StartAsync();
        using var shop = Client(new GatewayAddress(Dead), new GatewayAddress(stub.Url));

        var answer = await shop.AddToCartAsync("c", new CartLine("s", 2));

        Assert.Equal(2, answer.Served.Attempts);
        Assert.Equal(2, Assert.Single(answer.Value.Items).Quantity);
        Assert.Equal(1, (await shop.GetCartAsync("c")).Served.Attempts);
    }

    [Fact]
    public async Task Write_EveryGatewayUnreachable_IsNotApplied()
    {
        using var shop = Client(new GatewayAddress(Dead));

        var failure = await Assert.ThrowsAsync<ShopCallException>(() => shop.AddViewAsync("s"));

        Assert.Equal((CallOutcome.NotApplied, ErrorSlugs.SiteUnavailable), (failure.Outcome, failure.Slug));
    }

    [Fact]
    public async Task Write_AnswerLost_IsRepeatedWithItsKeyAtItsSiteAndTakesEffectOnce()
    {
        await using var stub = await StubShop.StartAsync();
        stub.LoseAnswer = (_, number) => number == 1;
        using var shop = Client(new GatewayAddress(stub.Url, "a"));

        var answer = await shop.AddToCartAsync("c", new CartLine("s", 2));

        Assert.Equal(2, Assert.Single(answer.Value.Items).Quantity);
        Assert.Equal((2, false), (answer.Served.Attempts, answer.Served.MayBeDuplicate));
        var requests = stub.Requests.ToArray();
        Assert.NotNull(requests[0].Key);
        Assert.Equal(requests[0].Key, requests[1].Key);
        Assert.Equal([null, "a"], requests.Select(r => r.Prefer));
    }

    [Fact]
    public async Task Write_AnswerLostAndAnotherSiteAnswers_SaysItMayBeDoubled()
    {
        await using var a = await StubShop.StartAsync("a");
        await using var b = await StubShop.StartAsync("b");
        a.LoseAnswer = (_, _) => true;
        using var shop = Client(new GatewayAddress(a.Url, "a"), new GatewayAddress(b.Url, "b"));

        Assert.True((await shop.AddToCartAsync("c", new CartLine("s", 2))).Served.MayBeDuplicate);
        Assert.False((await shop.SetStockAsync("s", 5)).Served.MayBeDuplicate);
    }

    [Fact]
    public async Task Write_AnswersAlwaysLost_IsUnknown()
    {
        await using var stub = await StubShop.StartAsync();
        stub.LoseAnswer = (_, _) => true;
        using var shop = Client(new GatewayAddress(stub.Url));

        var failure = await Assert.ThrowsAsync<ShopCallException>(() => shop.AddViewAsync("s"));

        Assert.Equal((CallOutcome.Unknown, ErrorSlugs.OutcomeUnknown, 4), (failure.Outcome, failure.Slug, failure.Attempts));
    }

    [Fact]
    public async Task Write_UnknownThenNotApplied_StaysUnknown()
    {
        await using var stub = await StubShop.StartAsync();
        stub.LoseAnswer = (_, number) => number == 1;
        stub.Before = async (http, number) =>
        {
            if (number == 1) return false;
            await StubShop.ProblemAsync(http, 503, ErrorSlugs.SiteUnavailable, "not-applied");
            return true;
        };
        using var shop = Client(new GatewayAddress(stub.Url));

        var failure = await Assert.ThrowsAsync<ShopCallException>(() => shop.AddViewAsync("s"));

        Assert.Equal((CallOutcome.Unknown, ErrorSlugs.OutcomeUnknown), (failure.Outcome, failure.Slug));
    }

    [Fact]
    public async Task Read_AnswerLost_IsSimplyRepeated()
    {
        await using var stub = await StubShop.StartAsync();
        stub.LoseAnswer = (_, number) => number == 1;
        using var shop = Client(new GatewayAddress(stub.Url, "a"));

        Assert.Equal(2, (await shop.GetCartAsync("c")).Served.Attempts);
        Assert.All(stub.Requests, r => Assert.Null(r.Prefer));
        Assert.All(stub.Requests, r => Assert.Null(r.Key));
    }

    [Theory]
    [InlineData(400, ErrorSlugs.InvalidRequest, CallOutcome.NotApplied)]
    [InlineData(404, ErrorSlugs.NotFound, CallOutcome.NotApplied)]
    [InlineData(409, ErrorSlugs.Conflict, CallOutcome.NotApplied)]
    [InlineData(500, ErrorSlugs.Internal, CallOutcome.Unknown)]
    [InlineData(501, ErrorSlugs.NotYetAvailable, CallOutcome.NotApplied)]
    public async Task Write_Refused_IsFinal(int status, string slug, CallOutcome outcome)
    {
        await using var stub = await StubShop.StartAsync();
        stub.Before = async (http, _) =>
        {
            await StubShop.ProblemAsync(http, status, slug, outcome == CallOutcome.Unknown ? "unknown" : "not-applied");
            return true;
        };
        using var shop = Client(new GatewayAddress(stub.Url));

        var failure = await Assert.ThrowsAsync<ShopCallException>(() => shop.AddViewAsync("s"));

        Assert.Equal((slug, outcome, status, 1), (failure.Slug, failure.Outcome, failure.Status, failure.Attempts));
    }

    [Fact]
    public async Task Session_TokenOfTheLastAnswer_IsSentBack()
    {
        await using var stub = await StubShop.StartAsync();
        using var shop = Client(new GatewayAddress(stub.Url));

        await shop.GetCartAsync("c");
        await shop.GetCartAsync("c");

        Assert.Equal([null, "session-1"], stub.Requests.Select(r => r.Session));
        Assert.Equal("session-2", shop.Session);
    }

    [Fact]
    public async Task Call_CallerGivesUp_IsCancelled()
    {
        await using var stub = await StubShop.StartAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stub.Before = async (http, _) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        using var shop = Client(new GatewayAddress(stub.Url));
        using var cancel = new CancellationTokenSource();
        var call = shop.AddViewAsync("s", cancellationToken: cancel.Token);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("..", "%2E%2E")]
    [InlineData("a b?c#d", "a%20b%3Fc%23d")]
    [InlineData("ö", "%C3%B6")]
    public async Task Key_AnyCharacters_TravelsAsItIs(string key, string expected)
    {
        using var recorder = new Recorder();
        using var shop = new ShopHttpClient(new ShopHttpClientOptions { Gateways = [new(new Uri("http://gateway/"))], MaxAttempts = 1 }, recorder);

        await Assert.ThrowsAsync<ShopCallException>(() => shop.GetCartAsync(key));

        Assert.Equal($"http://gateway/shop/carts/{expected}", recorder.Target);
    }

    [Theory]
    [InlineData(503, null, 1, 0)]
    [InlineData(503, null, 2, 50)]
    [InlineData(503, null, 4, 100)]
    [InlineData(429, 3.0, 1, 3000)]
    [InlineData(504, null, 1, 0)]
    public void Rules_Transient_SayHowLongToWait(int status, double? retryAfter, int attempts, double expected)
    {
        var rules = new RetryRules(2, 10, TimeSpan.FromMilliseconds(50));
        var failed = new AttemptResult("x", CallOutcome.NotApplied, status, "", RetryAfter: retryAfter is { } s ? TimeSpan.FromSeconds(s) : null);

        Assert.Equal(expected, rules.Next(failed, attempts)!.Value.Wait.TotalMilliseconds);
    }

    [Fact]
    public void Rules_LastAttempt_IsFinal() =>
        Assert.Null(new RetryRules(1, 3, TimeSpan.Zero).Next(new AttemptResult("x", CallOutcome.NotApplied, 503, ""), 3));

    private static ShopHttpClient Client(params GatewayAddress[] gateways) =>
        new(new ShopHttpClientOptions { Gateways = gateways, MaxAttempts = 4, RetryPause = TimeSpan.FromMilliseconds(1) });

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Target { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Target = request.RequestUri!.AbsoluteUri;
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NotFound));
        }
    }
}
