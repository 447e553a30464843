using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace ActiveActive.Operations;

/// <summary>What <c>Main</c> of every host does around its own work: help, readable start-up errors, exit codes.</summary>
public static class HostProgram
{
    /// <summary>Exit code of a configuration that cannot work. Starting again without changing it is pointless.</summary>
    public const int ConfigurationError = 2;

    /// <summary>Exit code of a start that something else prevented, such as a database that does not answer. Starting again may work.</summary>
    public const int StartFailed = 1;

    /// <summary>Runs a host to its end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="help">Name, purpose and keys, for <c>--help</c>.</param>
    /// <param name="run">Builds and runs the host.</param>
    /// <returns>The exit code: 0 after a graceful end or help, <see cref="ConfigurationError"/> or <see cref="StartFailed"/>.</returns>
    /// <remarks>Any other failure is left to the runtime, with its stack: it is a bug.</remarks>
    public static async Task<int> RunAsync(string[] args, HostHelp help, Func<string[], Task> run)
    {
        if (args.Any(a => a is "--help" or "-h" or "-?"))
        {
            await help.WriteAsync(Console.Out);
            return 0;
        }

        try
        {
            await run(args);
            return 0;
        }
        catch (ConfigurationException error)
        {
            foreach (var problem in error.Problems) await Console.Error.WriteLineAsync($"{help.Program}: {problem}");
        }
        catch (HostStartException error)
        {
            await Console.Error.WriteLineAsync($"{help.Program}: {error.Message.ReplaceLineEndings(" ")}");
            return StartFailed;
        }
        catch (OptionsValidationException error)
        {
            foreach (var failure in error.Failures) await Console.Error.WriteLineAsync($"{help.Program}: {failure.ReplaceLineEndings(" ")}");
        }

        return ConfigurationError;
    }

    /// <summary>
    /// A builder that reads <c>appsettings.json</c> beside the program, then the environment, then the command line, and logs single lines to the
    /// console. Options are read once at start-up; files are not watched.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Watching files costs an inotify instance per process, of which a machine has few.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            o.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        return builder;
    }
}
