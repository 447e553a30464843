using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Warden;

/// <summary>
/// The processes of the current run, on disk: what a launcher that finds itself in a dead launcher's folder ends before it starts its own.
/// Normally the warden has done it; this is for the case that the warden was killed too.
/// </summary>
internal sealed class ProcessLedger
{
    private readonly Lock _gate = new();
    private readonly HashSet<ProcessIdentity> _known = [];
    private readonly string _path;
    private readonly string _runId;

    /// <summary>Begins an empty ledger for a run, in place of the one before.</summary>
    public ProcessLedger(string path, string runId)
    {
        _path = path;
        _runId = runId;
        Save();
    }

    /// <summary>Adds a process.</summary>
    public void Add(ProcessIdentity process)
    {
        lock (_gate)
        {
            _known.Add(process);
            Save();
        }
    }

    /// <summary>Removes a process that has ended.</summary>
    public void Remove(ProcessIdentity process)
    {
        lock (_gate)
        {
            _known.Remove(process);
            Save();
        }
    }

    /// <summary>Ends what the ledger at <paramref name="path"/> names and still runs. A ledger of an earlier boot names nothing any more.</summary>
    /// <returns>How many were killed, and how many live on all the same.</returns>
    public static async Task<(int Killed, int Left)> ReapAsync(string path, TimeSpan within, TimeProvider time)
    {
        if (!File.Exists(path)) return (0, 0);
        LedgerDocument? ledger;
        try
        {
            ledger = JsonSerializer.Deserialize(await File.ReadAllTextAsync(path), LedgerJson.Default.LedgerDocument);
        }
        catch (JsonException)
        {
            return (0, 0);
        }

        return ledger is null || ledger.Boot != BootId() ? (0, 0) : await OrphanReaper.ReapAsync(ledger.Processes, ledger.RunId, within, time);
    }

    private void Save()
    {
        var draft = _path + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(new LedgerDocument(BootId(), _runId, [.. _known]), LedgerJson.Default.LedgerDocument));
        File.Move(draft, _path, overwrite: true);
    }

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}

/// <summary>The ledger as written.</summary>
/// <param name="Boot">Boot of the machine that the start times count from.</param>
/// <param name="RunId">Value of <see cref="RunMarker"/>.</param>
/// <param name="Processes">The processes.</param>
internal sealed record LedgerDocument(string Boot, string RunId, IReadOnlyList<ProcessIdentity> Processes);

/// <summary>Serializer contract of <see cref="LedgerDocument"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LedgerDocument))]
internal sealed partial class LedgerJson : JsonSerializerContext;
