namespace ActiveActive.Tests.Gateway;

/// <summary>T1: every response says which site executed the call and why; sessions are named.</summary>
public sealed class ResponseHeaderTests(ShopGateway gateway)
{
    [Fact]
    public async Task Call_WithoutWish_IsServedAtHome()
    {
        var answer = await Send("/shop/carts/a");

        Assert.Equal(("a", "home"), (answer.Header("Site"), answer.Header("Site-Reason")));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task PreferSite_Healthy_IsHonoured()
    {
        var sku = gateway.NewKey("preferred");

        var there = await Answer.SendAsync(gateway.Http, "PUT", $"/shop/stock/{sku}", """{"onHand":1}""", "Prefer-Site: b");
        var home = await Send($"/shop/stock/{sku}");

        Assert.Equal((200, "b", "preferred", "b"), (there.Status, there.Header("Site"), there.Header("Site-Reason"), there.Text("owner")));
        Assert.Equal((404, "a", "home"), (home.Status, home.Header("Site"), home.Header("Site-Reason")));
    }

    [Theory]
    [InlineData("/shop/stock/never-set", 404, "home")]
    [InlineData("/openapi/v1.json", 200, "gateway")]
    [InlineData("/healthz", 200, "gateway")]
    [InlineData("/nowhere", 404, "gateway")]
    public async Task Response_OfAnyKind_NamesSiteReasonAndSession(string path, int status, string reason)
    {
        var answer = await Send(path);

        Assert.Equal((status, "a", reason), (answer.Status, answer.Header("Site"), answer.Header("Site-Reason")));
        Assert.StartsWith("1.", answer.Header("Session"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_Own_IsEchoed_AndNewOnesDiffer()
    {
        var first = (await Send("/shop/carts/a")).Header("Session")!;
        var second = (await Send("/shop/carts/a")).Header("Session")!;

        Assert.NotEqual(first, second);
        Assert.Equal(first, (await Send("/shop/carts/a", $"Session: {first}")).Header("Session"));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("1.")]
    [InlineData("1.AAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("2.AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1.AAAAAAAAAAAAAAAAAAAAAA.more")]
    public async Task Session_NotLegal_IsReplaced(string token)
    {
        var answer = await Send("/shop/carts/a", $"Session: {token}");

        Assert.Equal(200, answer.Status);
        Assert.NotEqual(token, answer.Header("Session"));
        Assert.Equal(24, answer.Header("Session")!.Length);
    }

    [Fact]
    public async Task MaxStaleness_Legal_IsTaken() => Assert.Equal(200, (await Send("/shop/carts/a", "Max-Staleness: 0")).Status);

    private Task<Answer> Send(string path, params string[] headers) => Answer.SendAsync(gateway.Http, "GET", path, null, headers);
}
