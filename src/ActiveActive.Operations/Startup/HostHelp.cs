namespace ActiveActive.Operations;

/// <summary>Text of a host's <c>--help</c>.</summary>
/// <param name="Program">Name of the program, e.g. <c>silo</c>.</param>
/// <param name="Purpose">One sentence.</param>
/// <param name="Keys">Its configuration keys.</param>
public sealed record HostHelp(string Program, string Purpose, IReadOnlyList<OptionHelp> Keys)
{
    /// <summary>Writes the help.</summary>
    public async Task WriteAsync(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        await writer.WriteLineAsync($"{Program}: {Purpose}\n");
        await writer.WriteLineAsync("Configuration: appsettings.json beside the program, then the environment (Section__Key=value), then the command");
        await writer.WriteLineAsync("line (--Section:Key=value); later ones win. Exit code 2: the configuration cannot work; stderr says why.\n");
        var width = Keys.Max(k => k.Key.Length);
        foreach (var key in Keys)
            await writer.WriteLineAsync($"  {key.Key.PadRight(width)}  {key.Meaning}{(key.Default.Length > 0 ? $" [{key.Default}]" : "")}");
    }
}
