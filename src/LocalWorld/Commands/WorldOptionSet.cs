using System.CommandLine;
using ActiveActive.LocalWorld.Launch;

namespace ActiveActive.LocalWorld.Commands;

/// <summary>The options that <c>up</c> and <c>demo</c> share.</summary>
internal sealed class WorldOptionSet
{
    private readonly Option<int> _silos = new("--silos")
    {
        Description = $"Silos of each site, 1 to {WorldOptions.MaxSilos}.",
        DefaultValueFactory = _ => new WorldOptions().Silos,
    };

    private readonly Option<string> _profile = new("--profile")
    {
        HelpName = $"{WorldOptions.Embedded}|{WorldOptions.Services}",
        Description = "embedded: Garnet and SQLite, nothing to install. services: redis-server and PostgreSQL from installed packages.",
        DefaultValueFactory = _ => WorldOptions.Embedded,
    };

    private readonly Option<int?> _port = new("--port") { Description = "First port of the world's block of 100; chosen free when not given." };
    private readonly Option<string?> _silo = new("--silo-program") { Description = "The silo to run (Silo.dll); the one built beside this program when not given." };
    private readonly Option<string?> _gateway = new("--gateway-program") { Description = "The gateway to run (Gateway.dll), likewise." };
    private readonly Option<string?> _hub = new("--hub-program") { Description = "The hub to run (LocalBroker.dll), likewise." };

    private readonly Option<double> _startWithin = new("--start-within")
    {
        Description = "Seconds the start may take.",
        DefaultValueFactory = _ => new WorldOptions().StartWithin.TotalSeconds,
    };

    public WorldOptionSet()
    {
        _profile.CompletionSources.Add(WorldOptions.Embedded, WorldOptions.Services);
        _profile.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not (WorldOptions.Embedded or WorldOptions.Services))
                result.AddError($"--profile is one of {WorldOptions.Embedded}, {WorldOptions.Services}.");
        });
        _silos.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > WorldOptions.MaxSilos)
                result.AddError($"--silos is out of range: 1 to {WorldOptions.MaxSilos} is legal.");
        });
        _port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65435) result.AddError("--port is out of range: 1 to 65435 is legal.");
        });
        _startWithin.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 1 or > 3600) result.AddError("--start-within is out of range: 1 to 3600 is legal.");
        });
    }

    /// <summary>Prints events as JSON, one object per line.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object per line and event." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _silos, _profile, Json, _port, _startWithin, _silo, _gateway, _hub }) command.Options.Add(option);
    }

    /// <summary>What was chosen.</summary>
    public WorldOptions Read(ParseResult parsed, string data) => new()
    {
        Silos = parsed.GetValue(_silos),
        Data = data,
        Profile = parsed.GetValue(_profile)!,
        Port = parsed.GetValue(_port),
        SiloProgram = parsed.GetValue(_silo),
        GatewayProgram = parsed.GetValue(_gateway),
        HubProgram = parsed.GetValue(_hub),
        StartWithin = TimeSpan.FromSeconds(parsed.GetValue(_startWithin)),
    };
}
