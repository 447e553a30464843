using System.ComponentModel;
using System.Net;
using ActiveActive.Operations;

namespace ActiveActive.LocalArbiter;

/// <summary>Configuration of one arbiter member, section <c>Arbiter</c>.</summary>
public sealed class ArbiterMemberOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Arbiter";

    /// <summary>Name of the member in logs, e.g. <c>w</c>. Required.</summary>
    [Description("Name of the member in logs, e.g. w")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Where clients reach this member, e.g. <c>http://127.0.0.1:7000</c>. Required.</summary>
    [Description("Where clients reach this member, e.g. http://127.0.0.1:7000")]
    public string ListenUrl { get; set; } = string.Empty;

    /// <summary>Where the other members reach it, <c>address:port</c>. Required, and one of <see cref="Members"/>.</summary>
    [Description("Where the other members reach it, address:port")]
    public string RaftEndpoint { get; set; } = string.Empty;

    /// <summary>The Raft endpoints of all members, this one included; the same list at each, for the life of the data. 1, 3 or 5. Required.</summary>
    [Description("The Raft endpoints of all members, this one included; the same list at each, for the life of the data. 1, 3 or 5")]
    public IList<string> Members { get; init; } = [];

    /// <summary>Folder of log and snapshots; never shared between members. Required.</summary>
    [Description("Folder of log and snapshots; never shared between members")]
    public string DataFolder { get; set; } = string.Empty;

    /// <summary>File with the key that clients send. Required.</summary>
    [Description("File with the key that clients send")]
    public string KeyFile { get; set; } = string.Empty;

    /// <summary>Certificate of the member, a PEM file, for mutual TLS between members. Required unless every member is on loopback.</summary>
    [Description("Certificate of the member, a PEM file, for mutual TLS between members")]
    public string? CertificateFile { get; set; }

    /// <summary>Key of the certificate, a PEM file.</summary>
    [Description("Key of the certificate, a PEM file")]
    public string? PrivateKeyFile { get; set; }

    /// <summary>The authority whose certificates count as members, a PEM file.</summary>
    [Description("The authority whose certificates count as members, a PEM file")]
    public string? AuthorityFile { get; set; }

    /// <summary>Shortest election timeout. Default 500 ms: at least ten round trips between the farthest members.</summary>
    [Description("Shortest election timeout")]
    public int LowerElectionTimeoutMilliseconds { get; set; } = 500;

    /// <summary>Longest election timeout. Default 900 ms; above the shortest, so that members seldom stand at the same instant.</summary>
    [Description("Longest election timeout")]
    public int UpperElectionTimeoutMilliseconds { get; set; } = 900;

    /// <summary>Log entries between two snapshots. Default 4096: bounds the log on disk and the time to start.</summary>
    [Description("Log entries between two snapshots")]
    public int SnapshotEvery { get; set; } = 4096;

    /// <summary>Most observations open at once; further ones are answered 503. Default 256.</summary>
    [Description("Most observations open at once; further ones are answered 503")]
    public int MaxObservers { get; set; } = 256;

    /// <summary>Whether members speak TLS among themselves.</summary>
    public bool UsesTls => CertificateFile is not null;

    /// <summary>Notes what cannot work; the message names key, value and remedy.</summary>
    public void Validate(ConfigurationProblems problems)
    {
        problems.Require(Name.Length > 0, Key(nameof(Name)), Name, "give the member a short name such as 'w'.");
        problems.Require(Uri.TryCreate(ListenUrl, UriKind.Absolute, out _), Key(nameof(ListenUrl)), ListenUrl, "write an address such as http://127.0.0.1:7000.");
        problems.Require(DataFolder.Length > 0, Key(nameof(DataFolder)), DataFolder, "name a folder of this member's own.");
        problems.Require(File.Exists(KeyFile), Key(nameof(KeyFile)), KeyFile, "name the existing file that holds the clients' key.");
        problems.Require(Members.Count is 1 or 3 or 5, Key(nameof(Members)), string.Join(", ", Members), "list all members, 1, 3 or 5 of them.");
        var legal = Members.All(m => IPEndPoint.TryParse(m, out _));
        problems.Require(legal, Key(nameof(Members)), string.Join(", ", Members), "write each as address:port.");
        problems.Require(Members.Contains(RaftEndpoint), Key(nameof(RaftEndpoint)), RaftEndpoint, "must be one of Arbiter:Members, written alike.");
        problems.Require(LowerElectionTimeoutMilliseconds >= 50, Key(nameof(LowerElectionTimeoutMilliseconds)), LowerElectionTimeoutMilliseconds, "at least 50.");
        problems.Require(UpperElectionTimeoutMilliseconds > LowerElectionTimeoutMilliseconds, Key(nameof(UpperElectionTimeoutMilliseconds)),
            UpperElectionTimeoutMilliseconds, $"must be above the lower one, {LowerElectionTimeoutMilliseconds}.");
        problems.Require(SnapshotEvery >= 16, Key(nameof(SnapshotEvery)), SnapshotEvery, "at least 16.");
        problems.Require(MaxObservers >= 1, Key(nameof(MaxObservers)), MaxObservers, "at least 1.");
        problems.Require(CertificateFile is null == PrivateKeyFile is null && CertificateFile is null == AuthorityFile is null,
            Key(nameof(CertificateFile)), CertificateFile, "belongs together with PrivateKeyFile and AuthorityFile: set all or none.");
        problems.Require(UsesTls || !legal || Members.All(m => IPAddress.IsLoopback(IPEndPoint.Parse(m).Address)), Key(nameof(Members)),
            string.Join(", ", Members), "not all on loopback: set Arbiter:CertificateFile, PrivateKeyFile and AuthorityFile.");
    }

    private static string Key(string property) => $"{Section}:{property}";
}
