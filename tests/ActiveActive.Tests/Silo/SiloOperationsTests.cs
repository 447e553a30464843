using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActiveActive.Silo;

namespace ActiveActive.Tests.Silo;

/// <summary>The operations listener of a silo with faults enabled.</summary>
public sealed class SiloOperationsTests(SiloOperationsTests.RunningSilo silo) : IClassFixture<SiloOperationsTests.RunningSilo>
{
    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/faults/connections")]
    [InlineData("/faults/site-link")]
    [InlineData("/")]
    public async Task Path_WithoutTheKey_IsClosed(string path)
    {
        using var client = silo.Client(withKey: false);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("/healthz", "alive")]
    [InlineData("/metrics", "orleans_")]
    public async Task Path_ForEverybody_NeedsNoKey(string path, string expected)
    {
        using var client = silo.Client(withKey: false);

        Assert.Contains(expected, await client.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_WithTheKey_IsServed()
    {
        using var client = silo.Client(withKey: true);

        Assert.Contains("Orleans Dashboard", await client.GetStringAsync("/dashboard/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/faults/connections", """{"mode":"shut"}""", "mode")]
    [InlineData("/faults/connections", "{}", "mode")]
    [InlineData("/faults/connections", """{"mode":"stall","durationSeconds":601}""", "durationSeconds")]
    [InlineData("/faults/connections", """{"mode":"stall","durationSeconds":"long"}""", "durationSeconds")]
    [InlineData("/faults/connections", "no json", "body")]
    [InlineData("/faults/site-link", """{"cut":true}""", "peer")]
    [InlineData("/faults/site-link", """{"peer":"z","cut":true}""", "peer")]
    [InlineData("/faults/site-link", """{"peer":"b","delayMilliseconds":-1}""", "delayMilliseconds")]
    public async Task Fault_NotLegal_IsRefusedNamingTheField(string path, string body, string field)
    {
        using var client = silo.Client(withKey: true);

        using var response = await client.PutAsync(path, new StringContent(body, new MediaTypeHeaderValue("application/json")));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal((ErrorSlugs.InvalidRequest, field), (problem.GetProperty("type").GetString(), problem.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Fault_OnConnections_IsSetListedAndTakenAway()
    {
        using var client = silo.Client(withKey: true);

        using var stall = await client.PutAsJsonAsync("/faults/connections", new { mode = "stall", durationSeconds = 60 });

        Assert.Contains("\"mode\":\"stall\"", await stall.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"mode\":\"stall\"", await client.GetStringAsync("/faults/connections"), StringComparison.Ordinal);
        (await client.PutAsJsonAsync("/faults/connections", new { mode = "open" })).EnsureSuccessStatusCode();
        Assert.Equal("""{"mode":"open","until":null}""", await client.GetStringAsync("/faults/connections"));
    }

    public sealed class RunningSilo : IAsyncLifetime
    {
        private readonly TestSilo _silo = new() { ["Faults:Enabled"] = "true" };
        private SiloHost _host = null!;

        public HttpClient Client(bool withKey)
        {
            var client = new HttpClient { BaseAddress = new Uri(_silo.OperationsUrl) };
            if (withKey) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _silo.Key.Text);
            return client;
        }

        public async ValueTask InitializeAsync() => _host = await _silo.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await _host.DisposeAsync();
            _silo.Dispose();
        }
    }
}
