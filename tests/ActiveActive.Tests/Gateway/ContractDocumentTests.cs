using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ActiveActive.Tests.Gateway;

/// <summary>
/// The OpenAPI document is part of the contract: a change of it is a change of <c>contract.golden.json</c>, seen in review. To capture it anew after
/// an intended change, run the tests with <c>CAPTURE_CONTRACT=1</c>.
/// </summary>
public sealed class ContractDocumentTests(ShopGateway gateway)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task Document_IsTheReviewedOne()
    {
        var golden = Path.Combine(Path.GetDirectoryName(ThisFile())!, "contract.golden.json");
        var served = JsonSerializer.Serialize((await Document()).Body, Indented) + "\n";
        if (Environment.GetEnvironmentVariable("CAPTURE_CONTRACT") == "1") await File.WriteAllTextAsync(golden, served, TestContext.Current.CancellationToken);

        var expected = await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken);

        Assert.Equal(expected.ReplaceLineEndings("\n"), served.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Document_DescribesEveryCallOfTheShopWithItsErrors()
    {
        var paths = (await Document()).Body.GetProperty("paths");
        var expected = new (string Path, string Method, int[] Statuses)[]
        {
            ("/shop/products", "get", [200, 400, 429, 500, 503]),
            ("/shop/products/{sku}", "get", [200, 400, 404, 429, 500, 503]),
            ("/shop/products/{sku}", "put", [200, 400, 409, 429, 500, 503, 504]),
            ("/shop/products/{sku}/views", "get", [200, 400, 429, 500, 503]),
            ("/shop/products/{sku}/views", "post", [200, 400, 409, 429, 500, 503, 504]),
            ("/shop/carts/{cart}", "get", [200, 400, 429, 500, 503]),
            ("/shop/carts/{cart}/items", "post", [200, 400, 409, 429, 500, 503, 504]),
            ("/shop/carts/{cart}/items/{sku}", "delete", [200, 400, 409, 429, 500, 503, 504]),
            ("/shop/stock/{sku}", "get", [200, 400, 404, 429, 500, 503]),
            ("/shop/stock/{sku}", "put", [200, 400, 409, 429, 500, 503, 504]),
            ("/shop/stock/{sku}/reservations", "post", [200, 201, 400, 404, 409, 429, 500, 503, 504]),
            ("/shop/stock/{sku}/reservations/{id}", "delete", [200, 400, 404, 409, 429, 500, 503, 504]),
            ("/shop/orders", "post", [200, 201, 400, 409, 429, 500, 503, 504]),
            ("/shop/orders/{orderId}", "get", [200, 400, 404, 429, 500, 503]),
        };

        Assert.Equal(expected.Select(e => $"{e.Method} {e.Path}").Order(), paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name} {p.Name}")).Order());
        foreach (var (path, method, statuses) in expected)
        {
            var responses = paths.GetProperty(path).GetProperty(method).GetProperty("responses");
            Assert.Equal(statuses.Select(s => $"{s}"), responses.EnumerateObject().Select(r => r.Name).Order());
            foreach (var response in responses.EnumerateObject())
            {
                Assert.Equal(["Session", "Site", "Site-Reason"], response.Value.GetProperty("headers").EnumerateObject().Select(h => h.Name).Where(n => n.StartsWith('S')).Order());
                var media = int.Parse(response.Name) < 400 ? "application/json" : "application/problem+json";
                Assert.True(response.Value.GetProperty("content").TryGetProperty(media, out _), $"{method} {path} {response.Name}");
            }
        }
    }

    private async Task<Answer> Document() => await Answer.SendAsync(gateway.Http, "GET", "/openapi/v1.json");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
