using System.Buffers;
using System.Threading.Channels;
using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;
using DotNext.IO;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace ActiveActive.LocalArbiter;

/// <summary>
/// The register that the Raft log builds up: every entry is a command of <see cref="EmbeddedArbiterProtocol"/>. Reads stand in the log too;
/// they change nothing, and their place in the log is what makes them linearizable without trusting any leader's clock.
/// </summary>
internal sealed class RegisterStateMachine(DirectoryInfo location, int snapshotEvery) : SimpleStateMachine(location)
{
    private readonly Lock _gate = new();
    private readonly ArbiterRegister _register = new();
    private readonly List<(string Prefix, ChannelWriter<ArbiterRevision> Hints)> _observers = [];

    public ArbiterRevision Revision
    {
        get
        {
            lock (_gate) return _register.Revision;
        }
    }

    public int ObserverCount
    {
        get
        {
            lock (_gate) return _observers.Count;
        }
    }

    public void Observe(string prefix, ChannelWriter<ArbiterRevision> hints)
    {
        lock (_gate)
        {
            _observers.Add((prefix, hints));
            hints.TryWrite(_register.Revision);
        }
    }

    public void Forget(ChannelWriter<ArbiterRevision> hints)
    {
        lock (_gate) _observers.RemoveAll(o => o.Hints == hints);
    }

    protected override ValueTask<bool> ApplyAsync(LogEntry entry, CancellationToken token)
    {
        // A new leader's own entry and membership entries carry no command.
        if (!entry.IsConfiguration && entry.TryGetPayload(out var payload) && payload.Length > 0)
        {
            var answer = Apply(EmbeddedArbiterProtocol.DecodeCommand(payload.ToArray()));
            (entry.Context as TaskCompletionSource<EmbeddedArbiterAnswer>)?.TrySetResult(answer);
        }

        return ValueTask.FromResult(entry.Index % snapshotEvery == 0);
    }

    protected override async ValueTask PersistAsync(IAsyncBinaryWriter writer, CancellationToken token)
    {
        byte[] snapshot;
        lock (_gate)
        {
            snapshot = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new EmbeddedArbiterSnapshot(_register.Revision.Value, [.. _register.Entries.Select(EmbeddedArbiterEntry.Of)]),
                EmbeddedArbiterJson.Default.EmbeddedArbiterSnapshot);
        }

        await writer.Invoke(snapshot, token);
    }

    protected override async ValueTask RestoreAsync(FileInfo snapshotFile, CancellationToken token)
    {
        await using var file = snapshotFile.OpenRead();
        var snapshot = await System.Text.Json.JsonSerializer.DeserializeAsync(file, EmbeddedArbiterJson.Default.EmbeddedArbiterSnapshot, token)
            ?? throw new InvalidDataException($"{snapshotFile.FullName} holds no snapshot; restore the folder from another member.");
        lock (_gate) _register.Restore(new(snapshot.Revision), snapshot.Entries.Select(e => e.ToEntry()));
    }

    private EmbeddedArbiterAnswer Apply(EmbeddedArbiterCommand command)
    {
        lock (_gate)
        {
            if (command.Keys is { } keys) return Answer(_register.Read(keys));
            if (command.Prefix is { } prefix) return Answer(_register.List(prefix));
            var transaction = command.ToTransaction();
            var outcome = _register.Apply(transaction);
            if (outcome.Status != ArbiterCommitStatus.Committed)
                return new(false, _register.Revision.Value, [.. outcome.Current.Select(EmbeddedArbiterEntry.Of)]);
            Notify(transaction, outcome.Revision);
            return new(true, outcome.Revision.Value, []);
        }
    }

    private void Notify(ArbiterTransaction transaction, ArbiterRevision revision)
    {
        foreach (var (prefix, hints) in _observers)
            if (transaction.Writes.Any(w => w.Kind != ArbiterWriteKind.Compare && w.Key.StartsWith(prefix, StringComparison.Ordinal)))
                hints.TryWrite(revision);
    }

    private static EmbeddedArbiterAnswer Answer(ArbiterRead read) => new(true, read.Revision.Value, [.. read.Entries.Select(EmbeddedArbiterEntry.Of)]);
}
