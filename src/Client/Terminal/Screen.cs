using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace ActiveActive.Client.Terminal;

/// <summary>Where a command writes: for people, or with <c>--json</c> one JSON document a command.</summary>
internal sealed class Screen
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly TextWriter _out;
    private readonly TextWriter _error;

    public Screen(TextWriter output, TextWriter error, bool json)
    {
        (_out, _error, IsJson) = (output, error, json);
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        IsLive = !json && ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;

        // A table cut to the width of a pipe loses data that the reader asked for.
        if (!IsLive) Console.Profile.Width = 200;
    }

    /// <summary>Whether the user asked for JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Whether a person watches, so that lines may be redrawn.</summary>
    public bool IsLive { get; }

    /// <summary>The terminal, for people.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Writes the document a command answers with.</summary>
    public void Document(object value) => _out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Writes a document, or what people get instead.</summary>
    public void Show(object value, Action<IAnsiConsole> people)
    {
        if (IsJson) Document(value);
        else people(Console);
    }

    /// <summary>Writes one line about progress; nothing with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!IsJson) Console.WriteLine(text);
    }

    /// <summary>Writes the reason of a failure: one line, or one document.</summary>
    public void Fail(string message, string slug, CallOutcome outcome)
    {
        if (IsJson) _error.WriteLine(JsonSerializer.Serialize(new { error = slug, outcome, message }, Json));
        else _error.WriteLine($"{slug}: {message}{(outcome == CallOutcome.Unknown ? " (it may have been applied)" : "")}");
    }
}
