using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActiveActive.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActiveActive.Tests.Operations;

public sealed class OperationsEndpointsTests : IAsyncLifetime
{
    private readonly OperationsKey _key = OperationsKey.Generate();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private WebApplication _app = null!;
    private HealthCheckResult _store = HealthCheckResult.Healthy();

    public async ValueTask InitializeAsync()
    {
        var builder = HostProgram.CreateBuilder([]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOperations("test", "a-1").AddCheck("store", () => _store);
        _app = builder.Build();
        _app.UseRouting();
        _app.UseOperationsKey(_key);
        _app.MapOperations();
        _app.MapGet("/secret", () => "told");
        _app.MapPost("/secret", () => "changed");
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/healthz", "alive")]
    [InlineData("/readyz", "ready")]
    [InlineData("/metrics", "# TYPE dotnet_")]
    public async Task OpenEndpoint_WithoutKey_Answers(string path, string expected) =>
        Assert.Contains(expected, await _client.GetStringAsync(path), StringComparison.Ordinal);

    [Fact]
    public async Task Readiness_CheckFails_Is503WithTheReason()
    {
        _store = HealthCheckResult.Unhealthy("no answer from 127.0.0.1:6379");

        using var response = await _client.GetAsync("/readyz");
        var reply = await response.Content.ReadFromJsonAsync(HealthReplyJson.Default.HealthReply);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("unready", reply!.Status);
        Assert.Equal([new HealthReason("store", "no answer from 127.0.0.1:6379")], reply.Reasons);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/healthz")).StatusCode);
    }

    [Theory]
    [InlineData("/secret")]
    [InlineData("/no-such-path")]
    [InlineData("/secret?key=wrong-wrong-wrong-wrong")]
    public async Task Guarded_WithoutTheKey_Is401Problem(string path)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"unauthorized\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guarded_WithBearerKey_Answers()
    {
        Assert.Equal(HttpStatusCode.OK, await Send(HttpMethod.Post, bearer: _key.Text));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(HttpMethod.Post, bearer: _key.Text + "x"));
    }

    [Fact]
    public async Task Browser_ShowsTheKeyOnce_GetsACookieAndAnAddressWithoutTheKey()
    {
        using var response = await _client.GetAsync($"/secret?x=1&key={_key.Text}&y=2");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/secret?x=1&y=2", response.Headers.Location?.OriginalString);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_key.Text, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Send(HttpMethod.Get, cookie: _key.CookieValue));
    }

    [Fact]
    public async Task Browser_IsSentToAnotherHostByItsPath_StaysHere()
    {
        using var response = await _client.GetAsync($"{_client.BaseAddress}/evil.example/?key={_key.Text}");

        Assert.Equal("/evil.example/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Browser_ChangesSomethingFromAPageOfAnotherPort_IsRefused()
    {
        var here = _client.BaseAddress!.GetLeftPart(UriPartial.Authority);

        Assert.Equal(HttpStatusCode.OK, await Send(HttpMethod.Post, cookie: _key.CookieValue, origin: here));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(HttpMethod.Post, cookie: _key.CookieValue, origin: "http://127.0.0.1:1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Send(HttpMethod.Post, cookie: _key.CookieValue));
    }

    private async Task<HttpStatusCode> Send(HttpMethod method, string? bearer = null, string? cookie = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, "/secret");
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (cookie is not null) request.Headers.Add("Cookie", $"{OperationsKey.CookieName}={cookie}");
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }
}
