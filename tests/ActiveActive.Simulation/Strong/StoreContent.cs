using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>What a store was known to contain of one group, so that only what is new is looked at after each event.</summary>
internal sealed class StoreContent
{
    private readonly List<LogEntry> _seen = [];
    private readonly HashSet<OperationId> _operations = [];
    private GroupLog? _log;
    private GroupState? _state;
    private long _base;
    private int _found;

    /// <summary>The first acknowledged operation that neither log nor states contain; null when there is none.</summary>
    public OperationId? FindMissing(GroupLog log, GroupState state, List<OperationId> acknowledged)
    {
        var entries = log.Entries;
        var same = 0;
        if (_log == log && _state == state && _base == log.Base)
            while (same < _seen.Count && same < entries.Count && ReferenceEquals(_seen[same], entries[same])) same++;
        if (same < _seen.Count || same == 0)
        {
            // Something was replaced, trimmed or cut off: everything is looked at anew.
            (_log, _state, _base, _found) = (log, state, log.Base, 0);
            _seen.RemoveRange(same, _seen.Count - same);
            _operations.Clear();
            _operations.UnionWith(state.Operations);
            _operations.UnionWith(_seen.Select(e => e.Operation));
        }

        for (var i = same; i < entries.Count; i++)
        {
            _seen.Add(entries[i]);
            _operations.Add(entries[i].Operation);
        }

        while (_found < acknowledged.Count)
        {
            if (!_operations.Contains(acknowledged[_found])) return acknowledged[_found];
            _found++;
        }

        return null;
    }
}
