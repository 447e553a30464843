using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>What a store's log of one group was known to contain, so that only what is new is looked at after each event.</summary>
internal sealed class StoreContent
{
    private readonly List<LogEntry> _seen = [];
    private readonly HashSet<OperationId> _operations = [];
    private int _found;

    /// <summary>The first acknowledged operation that the log does not contain; null when there is none.</summary>
    public OperationId? FindMissing(GroupLog log, List<OperationId> acknowledged)
    {
        var entries = log.Entries;
        var same = 0;
        while (same < _seen.Count && same < entries.Count && ReferenceEquals(_seen[same], entries[same])) same++;
        if (same < _seen.Count)
        {
            // Something was replaced or cut off: everything is looked at anew.
            _seen.RemoveRange(same, _seen.Count - same);
            _operations.Clear();
            _operations.UnionWith(_seen.Select(e => e.Operation));
            _found = 0;
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
