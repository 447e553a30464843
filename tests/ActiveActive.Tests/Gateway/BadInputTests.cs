using System.Net.Http.Headers;
using System.Text;
using CsCheck;

namespace ActiveActive.Tests.Gateway;

/// <summary>Whatever a caller can send wrong is answered 400 with the field named, and changes nothing.</summary>
public sealed class BadInputTests(ShopGateway gateway)
{
    private static readonly string Long = new('x', 201);
    private static readonly string LongUmlauts = new('ü', 101);

    public static TheoryData<string, string, string, string> Bodies => new()
    {
        { "POST", "/shop/carts/c/items", "", "body" },
        { "POST", "/shop/carts/c/items", "{", "body" },
        { "POST", "/shop/carts/c/items", "null", "body" },
        { "POST", "/shop/carts/c/items", "[]", "body" },
        { "POST", "/shop/carts/c/items", "\"text\"", "body" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1} x""", "body" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1}{}""", "body" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1,}""", "body" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1/**/}""", "body" },
        { "POST", "/shop/carts/c/items", """{"a":[[[[[[[[[[1]]]]]]]]]]}""", "body" },
        { "POST", "/shop/carts/c/items", "{}", "sku" },
        { "POST", "/shop/carts/c/items", """{"quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":null,"quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":7,"quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":"","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":"  ","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":"a\nb","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":"a\u0000b","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":"a\ud800b","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", $$"""{"sku":"{{Long}}","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", $$"""{"sku":"{{LongUmlauts}}","quantity":1}""", "sku" },
        { "POST", "/shop/carts/c/items", """{"sku":"s"}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":"1"}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":true}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":0}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":-1}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1.5}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1e3}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1000001}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":99999999999999999999999}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1,"quantity":2}""", "quantity" },
        { "POST", "/shop/carts/c/items", """{"sku":"s","quantity":1,"price":2}""", "price" },
        { "POST", "/shop/carts/c/items", """{"Sku":"s","quantity":1}""", "sku" },
        { "PUT", "/shop/products/p", """{"priceCents":1}""", "name" },
        { "PUT", "/shop/products/p", """{"name":"","priceCents":1}""", "name" },
        { "PUT", "/shop/products/p", $$"""{"name":"{{Long}}","priceCents":1}""", "name" },
        { "PUT", "/shop/products/p", """{"name":"a\tb","priceCents":1}""", "name" },
        { "PUT", "/shop/products/p", """{"name":"n"}""", "priceCents" },
        { "PUT", "/shop/products/p", """{"name":"n","priceCents":-1}""", "priceCents" },
        { "PUT", "/shop/products/p", """{"name":"n","priceCents":1000000001}""", "priceCents" },
        { "PUT", "/shop/stock/s", """{}""", "onHand" },
        { "PUT", "/shop/stock/s", """{"onHand":-1}""", "onHand" },
        { "PUT", "/shop/stock/s", """{"onHand":1000001}""", "onHand" },
        { "POST", "/shop/stock/s/reservations", """{"quantity":1}""", "reservationId" },
        { "POST", "/shop/stock/s/reservations", """{"reservationId":"r","quantity":0}""", "quantity" },
        { "POST", "/shop/orders", """{"cart":"c"}""", "orderId" },
        { "POST", "/shop/orders", """{"orderId":"o"}""", "cart" },
        { "POST", "/shop/orders", """{"orderId":"o","cart":{}}""", "cart" },
    };

    public static TheoryData<string, string, string> Paths => new()
    {
        { "GET", $"/shop/products/{Long}", "sku" },
        { "GET", $"/shop/products/{Uri.EscapeDataString(LongUmlauts)}", "sku" },
        { "GET", "/shop/products/a%0Ab", "sku" },
        { "GET", "/shop/products/%20", "sku" },
        { "GET", "/shop/carts/a%7Fb", "cart" },
        { "DELETE", "/shop/carts/c/items/a%01", "sku" },
        { "DELETE", "/shop/stock/s/reservations/a%01", "id" },
        { "GET", "/shop/orders/a%01", "orderId" },
        { "GET", "/shop/products/a%zz", "path" },
        { "GET", "/shop/products/a%", "path" },
        { "GET", "/shop/products/a%ff", "path" },
        { "GET", "/shop/products/%c0%af", "path" },
        { "GET", "/shop/products?limit=0", "limit" },
        { "GET", "/shop/products?limit=1001", "limit" },
        { "GET", "/shop/products?limit=x", "limit" },
        { "GET", "/shop/products?limit=1&limit=2", "limit" },
        { "GET", $"/shop/products?after={Long}", "after" },
    };

    public static TheoryData<string, string> Headers => new()
    {
        { "Prefer-Site: c", "Prefer-Site" },
        { "Prefer-Site: A", "Prefer-Site" },
        { "Prefer-Site:", "Prefer-Site" },
        { "Max-Staleness: -1", "Max-Staleness" },
        { "Max-Staleness: 1.5", "Max-Staleness" },
        { "Max-Staleness: 86400001", "Max-Staleness" },
        { "Allow-Duplicate: yes", "Allow-Duplicate" },
        { $"Idempotency-Key: {new string('k', 201)}", "Idempotency-Key" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task Body_NotLegal_Is400WithTheField(string method, string path, string body, string field)
    {
        var before = Writes;

        Invalid(await Answer.SendAsync(gateway.Http, method, path, body), field);

        Assert.Equal(before, Writes);
    }

    [Theory, MemberData(nameof(Paths))]
    public async Task Address_NotLegal_Is400WithTheField(string method, string path, string field)
    {
        // As it is: an ordinary Uri would put the escapes right.
        var address = new Uri(gateway.Http.BaseAddress! + path.TrimStart('/'), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        Invalid(await Answer.SendAsync(gateway.Http, request), field);
    }

    [Theory, MemberData(nameof(Headers))]
    public async Task Header_NotLegal_Is400WithItsName(string header, string field)
    {
        var before = Writes;

        Invalid(await Answer.SendAsync(gateway.Http, "PUT", "/shop/stock/bad-header", """{"onHand":1}""", header), field);

        Assert.Equal(before, Writes);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    [InlineData(null)]
    public async Task Body_OfAnotherMediaType_Is400(string? type)
    {
        using var content = new ByteArrayContent("""{"onHand":1}"""u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        Invalid(await Put(content), "Content-Type");
    }

    [Fact]
    public async Task Body_WithCharsetAndCase_IsTaken()
    {
        using var content = new StringContent("""{"onHand":1}""");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("Application/JSON; charset=\"UTF-8\"");

        Assert.Equal(200, (await Put(content)).Status);
    }

    [Fact]
    public async Task Body_NotUtf8_Is400()
    {
        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xff, .. "\",\"priceCents\":1}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        Invalid(await Put(content), "body");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_TooLarge_Is400_WithOrWithoutLength(bool withLength)
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"onHand":1,"x":"{{new string('x', 70_000)}}"}""");
        using HttpContent content = withLength ? new ByteArrayContent(bytes) : new StreamContent(new UnknownLength(bytes));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/shop/stock/large") { Content = content };
        if (!withLength) request.Headers.TransferEncodingChunked = true;

        Invalid(await Answer.SendAsync(gateway.Http, request), "body");
    }

    [Fact]
    public async Task UnknownPath_Is404Problem_WrongMethod_Is405Problem()
    {
        foreach (var path in new[] { "/", "/shop", "/shop/nothing", "/shop/carts/a/items/b/c", "/admin/world", "/admin/traffic", "/test/strong/x" })
            Problem(await Answer.SendAsync(gateway.Http, "GET", path), 404, "not-found");

        Problem(await Answer.SendAsync(gateway.Http, "PATCH", "/shop/carts/a"), 405, "method-not-allowed");
        Problem(await Answer.SendAsync(gateway.Http, "DELETE", "/shop/orders/a"), 405, "method-not-allowed");
    }

    [Fact]
    public async Task Body_OfRandomJson_NeverFailsTheGatewayAndChangesNothing()
    {
        var before = Writes;
        var endpoints = new[]
        {
            ("POST", "/shop/carts/fuzz/items"), ("PUT", "/shop/products/fuzz"), ("PUT", "/shop/stock/fuzz"),
            ("POST", "/shop/stock/fuzz/reservations"), ("POST", "/shop/orders"),
        };
        await Gen.Select(Gen.Int[0, endpoints.Length - 1], RandomJson.Text).SampleAsync(async (endpoint, json) =>
        {
            var (method, path) = endpoints[endpoint];
            var answer = await Answer.SendAsync(gateway.Http, method, path, json);
            Assert.True(answer.Status == 400 && answer.Text("field") is { Length: > 0 }, $"{method} {path} with {json}: {answer}");
        }, iter: 400, threads: 2);

        Assert.Equal(before, Writes);
    }

    private int Writes => gateway.Sites.Sum(s => s.Storage.WritesOf("stock", "s") + s.Storage.WritesOf("cart", "c") + s.Storage.WritesOf("product", "p")
        + s.Storage.WritesOf("stock", "bad-header") + s.Storage.WritesOf("cart", "fuzz") + s.Storage.WritesOf("product", "fuzz")
        + s.Storage.WritesOf("stock", "fuzz") + s.Storage.WritesOf("order", "o"));

    private Task<Answer> Put(HttpContent content) =>
        Answer.SendAsync(gateway.Http, new HttpRequestMessage(HttpMethod.Put, "/shop/stock/media") { Content = content });

    private static void Invalid(Answer answer, string field)
    {
        Problem(answer, 400, "invalid-request");
        Assert.Equal((field, "not-applied"), (answer.Text("field"), answer.Text("outcome")));
    }

    private static void Problem(Answer answer, int status, string type)
    {
        Assert.True(answer.Status == status, $"expected {status} {type}, actual {answer}");
        Assert.Equal(("application/problem+json", type), (answer.MediaType, answer.Text("type")));
        Assert.Equal(("a", "gateway"), (answer.Header("Site"), answer.Header("Site-Reason")));
        Assert.NotNull(answer.Header("Session"));
    }

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
