using System.Runtime.InteropServices;

namespace ActiveActive.LocalWorld.Processes;

/// <summary>The <c>dotnet</c> program that runs us, to run other assemblies with: it need not be on the path.</summary>
internal static class DotnetHost
{
    /// <summary>Full path of <c>dotnet</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // {root}/shared/Microsoft.NETCore.App/{version}/
        var root = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var beside = System.IO.Path.Combine(root, "dotnet");
        return File.Exists(beside) ? beside : "dotnet";
    }
}
