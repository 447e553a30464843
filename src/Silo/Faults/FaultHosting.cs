using ActiveActive.SiteLink;
using Orleans.Configuration;

namespace ActiveActive.Silo;

/// <summary>Faults on command.</summary>
internal static class FaultHosting
{
    /// <summary>Puts the gate into the silo's connections. Without faults enabled there is none, and nothing to pay.</summary>
    public static ISiloBuilder AddFaults(this ISiloBuilder silo, FaultOptions options)
    {
        if (!options.Enabled) return silo;
        silo.Services.AddSingleton<ConnectionGate>();
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<ConnectionGate>((connections, gate) =>
        {
            connections.ConfigureSiloInboundConnection(builder => builder.Use(gate.Guard));
            connections.ConfigureSiloOutboundConnection(builder => builder.Use(gate.Guard));
        });
        return silo;
    }

    /// <summary>Maps <c>/faults/*</c>; nothing without faults enabled.</summary>
    public static void MapFaults(this WebApplication app, FaultOptions options)
    {
        if (!options.Enabled) return;
        var faults = app.MapGroup("/faults");
        faults.MapGet("/connections", (ConnectionGate gate) => ConnectionFaultStatus.Of(gate));
        faults.MapPut("/connections", (HttpContext http, ConnectionGate gate) => FaultBody.HandleAsync<ConnectionFaultRequest>(http, request =>
        {
            if (request.Validate() is { } problem) return problem;
            gate.Set(request.Fault!.Value, TimeSpan.FromSeconds(request.DurationSeconds));
            return Results.Ok(ConnectionFaultStatus.Of(gate));
        }));
        faults.MapGet("/site-link", (ISiteLinkFaults link) => SiteLinkFaultStatus.Of(link));
        faults.MapPut("/site-link", (HttpContext http, ISiteLinkFaults link) => FaultBody.HandleAsync<SiteLinkFaultRequest>(http, request =>
        {
            if (request.Validate(out var fault) is { } problem) return problem;
            link.Inject(fault!);
            return Results.Ok(SiteLinkFaultStatus.Of(link));
        }));
    }
}
