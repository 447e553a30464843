using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Services;

/// <summary>The user a server runs as that refuses to run as root: <c>postgres</c> where there is one, <c>nobody</c> otherwise.</summary>
/// <param name="Name">Name.</param>
/// <param name="UserId">Its number.</param>
/// <param name="GroupId">Number of its group.</param>
internal sealed record ServiceUser(string Name, uint UserId, uint GroupId)
{
    /// <summary>The user to change to; null when we are not root and need not change.</summary>
    /// <exception cref="WorldException">We are root and there is no such user.</exception>
    public static ServiceUser? ForRoot()
    {
        if (!Posix.IsRoot) return null;
        var users = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length > 3).ToArray();
        var user = users.FirstOrDefault(f => f[0] == "postgres") ?? users.FirstOrDefault(f => f[0] == "nobody")
            ?? throw new WorldException("PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor a user 'nobody'.");
        return new ServiceUser(user[0], uint.Parse(user[2], CultureInfo.InvariantCulture), uint.Parse(user[3], CultureInfo.InvariantCulture));
    }

    /// <summary>A command that runs another as this user. It replaces itself by it, so that the pid stays.</summary>
    public IReadOnlyList<string> Run(string setpriv, IEnumerable<string> command) =>
    [
        setpriv, string.Create(CultureInfo.InvariantCulture, $"--reuid={UserId}"), string.Create(CultureInfo.InvariantCulture, $"--regid={GroupId}"),
        "--clear-groups", .. command,
    ];
}
