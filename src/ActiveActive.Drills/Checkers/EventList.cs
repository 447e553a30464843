using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>Calls and returns in order of time, as a doubly linked list over arrays: an operation leaves and comes back in constant time.</summary>
internal sealed class EventList
{
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int _returned;
    private readonly int _operations;

    /// <summary>Event numbers: the call of operation i is i, its return is operations + i.</summary>
    public EventList(RecordedOperation[] operations, int returned)
    {
        _operations = operations.Length;
        _returned = returned;
        End = 2 * _operations;
        _next = new int[End + 1];
        _previous = new int[End + 1];
        // At equal times calls come first: such operations overlap.
        var order = Enumerable.Range(0, _operations).Select(i => (Time: operations[i].InvokedAt, IsReturn: false, Event: i))
            .Concat(Enumerable.Range(0, returned).Select(i => (Time: operations[i].ReturnedAt, IsReturn: true, Event: _operations + i)))
            .OrderBy(e => e.Time).ThenBy(e => e.IsReturn).ThenBy(e => e.Event).Select(e => e.Event);
        var last = End;
        foreach (var e in order)
        {
            Link(last, e);
            last = e;
        }

        Link(last, End);
    }

    /// <summary>The place behind the last event and before the first.</summary>
    public int End { get; }

    public int First => _next[End];

    public int Next(int e) => _next[e];

    public bool IsCall(int e) => e < _operations;

    public static int CallOf(int operation) => operation;

    public int OperationOf(int e) => e < _operations ? e : e - _operations;

    public void Remove(int operation)
    {
        Unlink(operation);
        if (operation < _returned) Unlink(_operations + operation);
    }

    /// <summary>Puts back the operation that was removed last among those not yet put back.</summary>
    public void Restore(int operation)
    {
        if (operation < _returned) Relink(_operations + operation);
        Relink(operation);
    }

    private void Link(int from, int to)
    {
        _next[from] = to;
        _previous[to] = from;
    }

    private void Unlink(int e) => Link(_previous[e], _next[e]);

    private void Relink(int e)
    {
        _next[_previous[e]] = e;
        _previous[_next[e]] = e;
    }
}
