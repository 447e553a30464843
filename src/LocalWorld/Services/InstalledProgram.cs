using System.Diagnostics;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Services;

/// <summary>Programs that come from the machine's packages.</summary>
internal static class InstalledProgram
{
    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin", "/usr/sbin", "/bin"];

    /// <summary>Full path of a program; null when it is not installed.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? []).Concat(Folders)
            .Where(f => f.Length > 0).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="WorldException">It fails; the message carries what it said.</exception>
    public static async Task RunAsync(string what, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = ChildProcess.StartInfo(command[0], [.. command.Skip(1)]);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0) throw new WorldException($"{what} failed with exit code {process.ExitCode}: {(await output + await error).Trim()}");
    }
}
