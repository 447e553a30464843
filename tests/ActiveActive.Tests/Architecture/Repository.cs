using System.Xml.Linq;

namespace ActiveActive.Tests.Architecture;

/// <summary>The checked-out repository this test assembly was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every project below <c>src</c>, by name, with what it references directly.</summary>
    public static IReadOnlyDictionary<string, ProjectFile> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(ProjectFile.Read).ToDictionary(p => p.Name, StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ActiveActive.Orleans.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no ActiveActive.Orleans.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}

/// <summary>What one project file says about its references.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Projects">Projects it links to; those it only has built (<c>ReferenceOutputAssembly="false"</c>) are not among them.</param>
/// <param name="Packages">Packages it names.</param>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    public static ProjectFile Read(string path)
    {
        var xml = XDocument.Load(path);
        return new ProjectFile(
            Path.GetFileNameWithoutExtension(path),
            [.. xml.Descendants("ProjectReference")
                .Where(e => !string.Equals((string?)e.Attribute("ReferenceOutputAssembly"), "false", StringComparison.OrdinalIgnoreCase))
                .Select(e => Path.GetFileNameWithoutExtension(((string)e.Attribute("Include")!).Replace('\\', '/')))],
            [.. xml.Descendants("PackageReference").Select(e => (string)e.Attribute("Include")!)]);
    }
}
