using System.CommandLine;
using ActiveActive.Client.World;

namespace ActiveActive.Client.Commands;

/// <summary>The command line: parses, runs one command, and turns what went wrong into one line and an exit code.</summary>
public static class ClientProgram
{
    /// <summary>The command did what it was asked.</summary>
    public const int Ok = 0;

    /// <summary>The command failed, or a check it made failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file or an address it names is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where reasons of failure go.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="cancellationToken">Ends the command; a load still prints its summary.</param>
    /// <returns><see cref="Ok"/>, <see cref="Failed"/> or <see cref="Usage"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var common = new CommonOptions(output, error, environment);
        var root = new RootCommand(
            "Shopper, load generator and operator of an active-active shop. Exit codes: 0 done, 1 failed, 2 wrong command line.");
        common.AddTo(root);
        root.Subcommands.Add(ShopCommands.Create(common));
        root.Subcommands.Add(LoadCommand.Create(common));
        foreach (var command in OperatorCommands.Create(common)) root.Subcommands.Add(command);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync(problem.Message).ConfigureAwait(false);
            await error.WriteLineAsync($"'client {Path(parsed)}--help' lists what there is.").ConfigureAwait(false);
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancellationToken).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            common.Screen(parsed).Fail(e.Message, "usage", CallOutcome.NotApplied);
            return Usage;
        }
        catch (ActiveActiveException e)
        {
            common.Screen(parsed).Fail(e.Message, e.Slug, e.Outcome);
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            common.Screen(parsed).Fail("stopped before the answer came.", "cancelled", CallOutcome.Unknown);
            return Failed;
        }
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent) names.Push(at.Command.Name);
        return names.Count == 0 ? "" : string.Join(' ', names) + " ";
    }
}
