using ActiveActive.Protocol.Arbiter;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>
/// What must hold after every step, seen from above with true time and all stores open. I1: one nonce per epoch. I2: epochs never fall at a store.
/// I3: an acknowledged write is in every store of the recorded set. I4: holders come from the set. I5: no acknowledgement without the recorded set
/// (I3 at the instant of acknowledging). I8: one reader per group.
/// </summary>
internal sealed class Invariants(StrongSimulation simulation)
{
    private readonly Dictionary<(GroupId, Epoch), string> _recordedNonce = [];
    private readonly Dictionary<(string Store, GroupId, Epoch), string> _fencedNonce = [];
    private readonly Dictionary<(string Store, GroupId), Epoch> _fence = [];
    private readonly Dictionary<GroupId, List<OperationId>> _acknowledged = [];
    private readonly Dictionary<GroupId, GroupRecord> _records = [];
    private readonly HashSet<GroupId> _dirty = [];
    private readonly Dictionary<(SiteId, GroupId), StoreContent> _contents = [];
    private bool _isProcessDirty;

    public int Acknowledged { get; private set; }

    public int Holds { get; private set; }

    public int SetChanges { get; private set; }

    public GroupRecord Record(GroupId group) => _records[group];

    public void OnHold() => Holds++;

    /// <summary>Something ran in a process: only then can a reader appear.</summary>
    public void OnProcess() => _isProcessDirty = true;

    /// <summary>A record was written at the arbiter.</summary>
    public void OnRecord(ArbiterEntry before, ArbiterEntry after)
    {
        if (!OwnershipKeys.TryParseGroup(after.Key, out var group)) return;
        var next = OwnershipRecords.DecodeGroup(after.Value.Span);
        _records[group] = next;
        _dirty.Add(group);
        simulation.World.Note("record", next.Epoch.Value, () => $"{group} {next}");
        if (simulation.Options.ArbiterForgets || !before.Exists) return;
        var old = OwnershipRecords.DecodeGroup(before.Value.Span);
        Require(next.Epoch >= old.Epoch, $"I1 {group}: the recorded epoch falls from {old} to {next}");
        Require(next.Epoch > old.Epoch || next.Holder == old.Holder, $"I1 {group}: the holder changes within an epoch, {old} to {next}");
        if (next.Holder is { } holder)
        {
            Require(_recordedNonce.TryAdd((group, next.Epoch), holder.Nonce) || _recordedNonce[(group, next.Epoch)] == holder.Nonce, $"I1 {group}: {next.Epoch} has two holders");
            Require(old.InSync.Any(m => m.Site == holder.Site), $"I4 {group}: {holder} is not of a site of the set in {old}");
        }

        if (next.InSync.SequenceEqual(old.InSync)) return;
        SetChanges++;
        Require(next.InSyncVersion > old.InSyncVersion, $"I4 {group}: the set changes and its version does not, {old} to {next}");
    }

    /// <summary>A store has done something to a group.</summary>
    public void OnStore(SimulatedStore store, GroupId group)
    {
        var log = store.Log(group);
        var key = (store.Incarnation, group);
        var previous = _fence.GetValueOrDefault(key);
        Require(log.FenceEpoch >= previous, $"I2 {group}: the fence of {store.Incarnation} falls from {previous} to {log.FenceEpoch}");
        _fence[key] = log.FenceEpoch;
        if (log.FenceEpoch.Value > 0)
            Require(
                _fencedNonce.TryAdd((store.Incarnation, group, log.FenceEpoch), log.FenceNonce) || _fencedNonce[(store.Incarnation, group, log.FenceEpoch)] == log.FenceNonce,
                $"I1 {group}: two nonces fence {store.Incarnation} at {log.FenceEpoch}");
        for (var i = 1; i < log.Entries.Count; i++)
            Require(log.Entries[i - 1].Epoch <= log.Entries[i].Epoch, $"I2 {group}: the epoch falls at place {i + 1} of {store.Incarnation}");
        _dirty.Add(group);
    }

    /// <summary>A store took something from a sender of its epoch with another nonce; only a planted mistake lets it.</summary>
    public static void OnForeignNonce(SiteId site, GroupId group, Epoch epoch) => Require(false, $"I1 {group}: two holders of {epoch} write to the store of {site}");

    public void OnLostTail(SimulatedStore store, GroupId group)
    {
        if (simulation.Options.Mutant == Mutant.SameIncarnationAfterLoss) _fence.Remove((store.Incarnation, group));
        _dirty.Add(group);
    }

    public void OnAcknowledged(GroupId group, OperationId operation)
    {
        Acknowledged++;
        if (!_acknowledged.TryGetValue(group, out var list)) _acknowledged.Add(group, list = []);
        list.Add(operation);
        simulation.World.Note("acknowledged", group.Value, () => $"{group} {operation}");
        _dirty.Add(group);
    }

    /// <summary>After every event: whatever was touched is looked at again.</summary>
    public void Check()
    {
        foreach (var group in _dirty) CheckAcknowledged(group);
        _dirty.Clear();
        if (!_isProcessDirty) return;
        _isProcessDirty = false;
        for (var i = 0; i < simulation.Options.Groups; i++) CheckReaders(new GroupId(i));
    }

    private void CheckReaders(GroupId group)
    {
        if (simulation.Options.ArbiterForgets) return;
        SimulatedSilo? reader = null;
        foreach (var process in simulation.Processes)
        {
            if (!process.Serves(group)) continue;
            Require(reader is null, $"I8 {group}: {reader?.Ownership.Self} and {process.Ownership.Self} would both answer a read");
            reader = process;
        }
    }

    private void CheckAcknowledged(GroupId group)
    {
        if (simulation.Options.ArbiterForgets || !_acknowledged.TryGetValue(group, out var acknowledged)) return;
        foreach (var member in _records[group].InSync)
        {
            var store = simulation.Store(member.Site);
            if (store.Member != member) continue; // that life of the store is over: nobody can take over from it any more
            if (!_contents.TryGetValue((member.Site, group), out var content)) _contents.Add((member.Site, group), content = new StoreContent());
            if (content.FindMissing(store.Log(group), store.State(group), acknowledged) is { } missing)
                Require(IsIgnored(store.Log(group), missing), $"I3 {group}: {missing} was acknowledged and is not in {member}, recorded {_records[group]}");
        }
    }

    /// <summary>The planted mistake of ignoring operation ids renames them: then this check says nothing.</summary>
    private bool IsIgnored(GroupLog log, OperationId operation) =>
        simulation.Options.Mutant == Mutant.NoDeduplication && log.Last > 0 && !operation.IsNone;

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvariantBrokenException(what);
    }
}
