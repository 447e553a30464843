using System.Globalization;
using System.Security.Cryptography;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Services;

/// <summary>A PostgreSQL cluster of our own in a folder. As root it belongs to, and runs as, an unprivileged user, because PostgreSQL refuses root.</summary>
internal sealed class PostgresCluster
{
    private readonly string _folder;
    private readonly string _data;
    private readonly PostgresBinaries _binaries;
    private readonly ServiceUser? _user;
    private readonly string _setpriv;

    /// <param name="folder">Folder of the cluster; made when it does not exist.</param>
    /// <exception cref="WorldException">PostgreSQL, or what is needed to run it as another user, is missing.</exception>
    public PostgresCluster(string folder)
    {
        _folder = folder;
        _data = Path.Combine(folder, "data");
        _binaries = PostgresBinaries.For(_data);
        _user = ServiceUser.ForRoot();
        _setpriv = _user is null ? "" : InstalledProgram.Find("setpriv")
            ?? throw new WorldException("PostgreSQL does not run as root, and setpriv (package util-linux), which runs it as another user, is missing.");
    }

    /// <summary>Makes the cluster when it is not there yet.</summary>
    /// <param name="superuser">Name of its one user.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The user's password.</returns>
    /// <exception cref="WorldException">It cannot be made.</exception>
    public async Task<string> EnsureAsync(string superuser, CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(_folder, "password");
        if (Directory.Exists(_data)) return (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim();

        Directory.CreateDirectory(_folder);
        RequireAccess();
        if (_user is not null) Posix.ChangeOwner(_folder, _user.UserId, _user.GroupId);
        await WritePasswordAsync(passwordFile, cancellationToken);

        // Made beside its place and then moved: a start that was interrupted here is a start that has not been.
        var draft = Path.Combine(_folder, "draft");
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        await InstalledProgram.RunAsync("initdb", AsUser(
        [
            _binaries.Program("initdb"), "--pgdata", draft, "--username", superuser, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--no-sync", "--wal-segsize", "1",
        ]), cancellationToken);
        Directory.Move(draft, _data);
        return (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim();
    }

    /// <summary>The command that serves it on a port of the loopback address, and nowhere else.</summary>
    public IReadOnlyList<string> Command(int port) => AsUser(
    [
        _binaries.Program("postgres"), "-D", _data, "-p", port.ToString(CultureInfo.InvariantCulture),
        "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=100", "-c", "shared_buffers=32MB",
    ]);

    private IReadOnlyList<string> AsUser(IReadOnlyList<string> command) => _user is null ? command : _user.Run(_setpriv, command);

    private async Task WritePasswordAsync(string file, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using (var writer = new StreamWriter(file, options))
            await writer.WriteLineAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)).AsMemory(), cancellationToken);
        if (_user is not null) Posix.ChangeOwner(file, _user.UserId, _user.GroupId);
    }

    /// <summary>The other user must be able to walk down to the folder.</summary>
    private void RequireAccess()
    {
        if (_user is null) return;
        for (var folder = new DirectoryInfo(_folder).Parent; folder is not null; folder = folder.Parent)
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                throw new WorldException(
                    $"PostgreSQL runs as user '{_user.Name}', who may not enter '{folder.FullName}': choose another folder with --data, or allow it (chmod o+x).");
    }
}
