using System.CommandLine;
using ActiveActive.Client.Admin;
using ActiveActive.Client.Shop;
using ActiveActive.Client.Terminal;
using ActiveActive.Client.World;

namespace ActiveActive.Client.Commands;

/// <summary>The options every command takes, and what they lead to.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _world = new("--world") { Description = $"data folder of a local world (default {WorldLocator.DefaultFolder}; env ACTIVEACTIVE_WORLD)", HelpName = "DIR", Recursive = true };
    private readonly Option<string?> _gateway = new("--gateway") { Description = "gateways to use instead of the world's, in the order to try (env ACTIVEACTIVE_GATEWAY)", HelpName = "URL[,URL]", Recursive = true };
    private readonly Option<string?> _admin = new("--admin") { Description = "admin listeners to use instead of the world's (env ACTIVEACTIVE_ADMIN)", HelpName = "URL[,URL]", Recursive = true };
    private readonly Option<string?> _keyFile = new("--key-file") { Description = "file with the admin key (default admin.key in the world's folder; env ACTIVEACTIVE_KEY_FILE)", HelpName = "FILE", Recursive = true };
    private readonly Option<bool> _json = new("--json") { Description = "answer with JSON instead of text", Recursive = true };
    private readonly Option<double> _timeout = new("--timeout") { Description = "seconds a call may take in all, retries included", HelpName = "SECONDS", Recursive = true, DefaultValueFactory = _ => 15 };
    private readonly Func<string, string?> _environment;
    private readonly TextWriter _out;
    private readonly TextWriter _error;

    public CommonOptions(TextWriter output, TextWriter error, Func<string, string?> environment)
    {
        (_out, _error, _environment) = (output, error, environment);
        _timeout.Between(0.001, 3600, " seconds");
    }

    public void AddTo(Command root)
    {
        root.Options.Add(_world);
        root.Options.Add(_gateway);
        root.Options.Add(_admin);
        root.Options.Add(_keyFile);
        root.Options.Add(_timeout);
        root.Options.Add(_json);
    }

    public Screen Screen(ParseResult parsed) => new(_out, _error, parsed.GetValue(_json));

    public TimeSpan Timeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_timeout));

    public WorldLocator World(ParseResult parsed) => new(new WorldSettings(
        Text(parsed, _world, "ACTIVEACTIVE_WORLD"),
        List(Text(parsed, _gateway, "ACTIVEACTIVE_GATEWAY")),
        List(Text(parsed, _admin, "ACTIVEACTIVE_ADMIN")),
        Text(parsed, _keyFile, "ACTIVEACTIVE_KEY_FILE")));

    public ShopHttpClient Shop(ParseResult parsed, string? session = null)
    {
        var timeout = Timeout(parsed);
        return new ShopHttpClient(new ShopHttpClientOptions
        {
            Gateways = World(parsed).Gateways(),
            Timeout = timeout,
            AttemptTimeout = timeout < TimeSpan.FromSeconds(5) ? timeout : TimeSpan.FromSeconds(5),
            Session = session,
        });
    }

    public AdminClient Admin(ParseResult parsed, string? target = null)
    {
        var world = World(parsed);
        return new AdminClient(world.Admins(target), world.Key(), Timeout(parsed));
    }

    private string? Text(ParseResult parsed, Option<string?> option, string variable) =>
        parsed.GetValue(option) is { Length: > 0 } given ? given : _environment(variable) is { Length: > 0 } set ? set : null;

    private static string[] List(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
