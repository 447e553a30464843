using System.Globalization;
using ActiveActive.LocalWorld.Launch;

namespace ActiveActive.LocalWorld.Services;

/// <summary>An installed PostgreSQL server.</summary>
/// <param name="Folder">Folder of its programs.</param>
/// <param name="Major">Its major version.</param>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>All installed ones, newest first. Packages keep them off the path.</summary>
    public static IReadOnlyList<PostgresBinaries> Installed() => !Directory.Exists(DebianRoot) ? [] :
    [
        .. Directory.GetDirectories(DebianRoot)
            .Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _))
            .Select(d => new PostgresBinaries(Path.Combine(d, "bin"), int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)))
            .Where(b => File.Exists(b.Program("initdb")) && File.Exists(b.Program("postgres")))
            .OrderByDescending(b => b.Major),
    ];

    /// <summary>The one to serve a data folder: that of the folder's version, or the newest for a new folder.</summary>
    /// <exception cref="WorldException">It is not installed.</exception>
    public static PostgresBinaries For(string dataFolder)
    {
        var installed = Installed();
        if (installed.Count == 0)
            throw new WorldException("PostgreSQL is not installed; profile 'services' needs the packages redis-server and postgresql (apt-get install redis-server postgresql).");
        var versionFile = Path.Combine(dataFolder, "PG_VERSION");
        if (!File.Exists(versionFile)) return installed[0];
        var version = File.ReadAllText(versionFile).Trim();
        return installed.FirstOrDefault(b => b.Major.ToString(CultureInfo.InvariantCulture) == version) ?? throw new WorldException(
            $"'{dataFolder}' was made by PostgreSQL {version}, which is not installed: install postgresql-{version}, or choose another folder with --data.");
    }

    /// <summary>Full path of one of its programs.</summary>
    public string Program(string name) => Path.Combine(Folder, name);
}
