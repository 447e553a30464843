namespace ActiveActive.Tests.Architecture;

/// <summary>Which project may know which. Reads nothing itself, so that it can be shown a broken tree.</summary>
internal static class DependencyRules
{
    private static readonly string[] Hosts = ["Silo", "Gateway", "Client", "LocalWorld"];
    private static readonly string[] ServerPackages =
        ["Microsoft.Orleans.Server", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Persistence.Redis", "Microsoft.Garnet"];

    private static readonly (string From, string To, string Why)[] Forbidden =
    [
        ("ActiveActive.Replication", "ActiveActive.Arbitration", "the consistency choices are independent of each other"),
        ("ActiveActive.Replication", "ActiveActive.Traffic", "data layers do not know who routes to them"),
        ("ActiveActive.Arbitration", "ActiveActive.Replication", "the consistency choices are independent of each other"),
        ("ActiveActive.Arbitration", "ActiveActive.Traffic", "data layers do not know who routes to them"),
        ("ActiveActive.Traffic", "ActiveActive.Replication", "traffic routes by what it is told, not by how data is kept"),
        ("ActiveActive.Traffic", "ActiveActive.Arbitration", "traffic routes by what it is told, not by how data is kept"),
        ("Gateway", "Grains", "callers know interfaces only"),
        ("Client", "Grains", "callers know interfaces only"),
    ];

    /// <summary>Every broken rule as a sentence; empty when the tree is in order.</summary>
    public static IReadOnlyList<string> Broken(IReadOnlyDictionary<string, ProjectFile> projects)
    {
        var broken = new List<string>();
        foreach (var project in projects.Values.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            var reach = Reachable(project.Name, projects);
            var isLibrary = project.Name.StartsWith("ActiveActive.", StringComparison.Ordinal);
            foreach (var target in reach)
            {
                if (isLibrary && (Hosts.Contains(target) || target is "Grains" or "Shop.Contracts" || target.StartsWith("Local", StringComparison.Ordinal)))
                    broken.Add($"{project.Name} reaches {target}: a library knows no host, no local tool and not the shop.");
                broken.AddRange(Forbidden.Where(f => f.From == project.Name && f.To == target).Select(f => $"{f.From} reaches {f.To}: {f.Why}."));
            }

            if (project.Name is "Gateway" or "Client")
                foreach (var source in reach.Append(project.Name).Where(projects.ContainsKey))
                    broken.AddRange(projects[source].Packages.Intersect(ServerPackages)
                        .Select(package => $"{project.Name} reaches {package} through {source}: callers carry no server package."));
        }

        return broken;
    }

    private static HashSet<string> Reachable(string from, IReadOnlyDictionary<string, ProjectFile> projects)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var name))
            if (projects.TryGetValue(name, out var project))
                foreach (var next in project.Projects.Where(seen.Add)) open.Push(next);
        return seen;
    }
}
