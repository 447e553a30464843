using ActiveActive.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActiveActive.Tests.Client;

/// <summary>An admin listener in this process that remembers what it was told.</summary>
internal sealed class StubAdmin : IAsyncDisposable
{
    public const string Key = "stub-key-0123456789";
    private readonly WebApplication _app;
    private readonly List<FaultStatus> _faults = [];

    private StubAdmin(WebApplication app) => _app = app;

    public WorldDocument World { get; set; } = new();

    public List<FaultRequest> Started { get; } = [];

    public List<string> Ended { get; } = [];

    public List<string> Drains { get; } = [];

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<StubAdmin> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new StubAdmin(app);
        app.Use((http, next) =>
        {
            if (http.Request.Headers.Authorization == $"Bearer {Key}") return next(http);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        app.MapGet("/admin/world", () => Results.Json(stub.World, WorldJson.Default.WorldDocument));
        app.MapGet("/admin/traffic", () => new { sites = new[] { new { site = "a", health = "healthy", drained = false, weight = (int?)null } } });
        app.MapGet("/admin/faults", () => stub._faults);
        app.MapPost("/admin/faults", (FaultRequest fault) =>
        {
            stub.Started.Add(fault);
            var status = new FaultStatus { Id = $"f{stub.Started.Count}", Kind = fault.Kind, Target = fault.Target, State = "active" };
            stub._faults.Add(status);
            return status;
        });
        app.MapDelete("/admin/faults/{id}", (string id) =>
        {
            stub.Ended.Add(id);
            stub._faults.RemoveAll(f => f.Id == id);
        });
        app.MapPost("/admin/sites/{site}/{what}", (string site, string what) => stub.Drains.Add($"{site} {what}"));
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
