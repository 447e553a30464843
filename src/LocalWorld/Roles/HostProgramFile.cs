using ActiveActive.LocalWorld.Launch;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Finds the hosts that were built beside this program.</summary>
internal static class HostProgramFile
{
    /// <summary>The assembly of a host: <c>artifacts/bin/Silo/release/Silo.dll</c> beside <c>artifacts/bin/LocalWorld/release</c>.</summary>
    /// <param name="name">Name of the project, e.g. <c>Silo</c>.</param>
    /// <param name="chosen">What the user chose; null to look beside us.</param>
    /// <param name="option">The option to choose it with, for the message.</param>
    /// <exception cref="WorldException">It is not there.</exception>
    public static string Find(string name, string? chosen, string option)
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var path = Path.GetFullPath(chosen ?? Path.Combine(own.Parent?.Parent?.FullName ?? "/", name, own.Name, name + ".dll"));
        return File.Exists(path)
            ? path
            : throw new WorldException($"the program '{path}' is missing: build the solution (dotnet build -c Release), or name another with {option}.");
    }
}
