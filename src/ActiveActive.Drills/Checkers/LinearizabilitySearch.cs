using ActiveActive.Drills.Histories;

namespace ActiveActive.Drills.Checkers;

/// <summary>
/// The search over one key. Operations are numbered: those that returned first, by invocation, then those of unknown outcome, by invocation. Their
/// calls and returns stand in one list in order of time; linearizing an operation takes its events out, undoing puts them back.
/// </summary>
internal sealed class LinearizabilitySearch<TState> where TState : IEquatable<TState>
{
    private const int None = -1;

    private readonly string _key;
    private readonly ISequentialModel<TState> _model;
    private readonly long _budget;
    private readonly RecordedOperation[] _operations;
    private readonly int _returned;
    private readonly int[] _twins;
    private readonly EventList _events;
    private readonly DoneSet _done;
    private readonly HashSet<Configuration<TState>> _seen = [];
    private readonly Stack<(int Operation, TState Before)> _path = new();

    private int _farthest = None;
    private int _stuckAt = None;
    private readonly HashSet<TState> _stuckIn = [];

    public LinearizabilitySearch(string key, IEnumerable<RecordedOperation> history, ISequentialModel<TState> model, long budget)
    {
        _key = key;
        _model = model;
        _budget = budget;
        _operations = [.. history.Where(TakesPart).OrderBy(o => o.Outcome == RecordedOutcome.Unknown).ThenBy(o => o.InvokedAt)];
        _returned = _operations.Count(o => o.Outcome == RecordedOutcome.Applied);
        foreach (var operation in _operations.Take(_returned))
            if (operation.ReturnedAt < operation.InvokedAt) throw new ArgumentException($"{operation} returned before it was invoked.", nameof(history));
        _twins = FindTwins();
        _events = new EventList(_operations, _returned);
        _done = new DoneSet(_returned, _operations.Length);
    }

    public KeyReport Run()
    {
        var state = _model.Initial;
        var current = _events.First;
        while (_done.ReturnedCount < _returned)
        {
            if (_seen.Count > _budget) return Report(LinearizabilityVerdict.Undecided, $"gave up after {_seen.Count} configurations.");
            if (_events.IsCall(current))
            {
                var operation = _events.OperationOf(current);
                if (TryLinearize(operation, state, out var next))
                {
                    _path.Push((operation, state));
                    _events.Remove(operation);
                    state = next;
                    current = _events.First;
                }
                else
                {
                    current = _events.Next(current);
                }

                continue;
            }

            // An operation has returned that could not be placed before its return, or nothing is left to try: step back.
            NoteDeadEnd(current, state);
            if (!_path.TryPop(out var step)) return Report(LinearizabilityVerdict.NotLinearizable, Explain());
            _events.Restore(step.Operation);
            _done.Remove(step.Operation);
            state = step.Before;
            current = _events.Next(EventList.CallOf(step.Operation));
        }

        return Report(LinearizabilityVerdict.Linearizable, string.Empty);
    }

    private static bool TakesPart(RecordedOperation operation) =>
        operation.Outcome == RecordedOutcome.Applied || (operation.Outcome == RecordedOutcome.Unknown && operation.Kind != OperationKind.Read);

    /// <summary>
    /// Of unknown operations that ask for the same, the one invoked earlier is always available when the later one is, and neither has a return to
    /// respect: using them in order of invocation loses no explanation and spares trying every subset.
    /// </summary>
    private int[] FindTwins()
    {
        var twins = new int[_operations.Length];
        var last = new Dictionary<(OperationKind, long?, long?), int>();
        Array.Fill(twins, None);
        for (var i = _returned; i < _operations.Length; i++)
        {
            var kind = (_operations[i].Kind, _operations[i].Argument, _operations[i].Expected);
            if (last.TryGetValue(kind, out var twin)) twins[i] = twin;
            last[kind] = i;
        }

        return twins;
    }

    private bool TryLinearize(int operation, TState state, out TState next)
    {
        next = state;
        if (_twins[operation] != None && !_done.Contains(_twins[operation])) return false;
        if (!_model.TryApply(state, _operations[operation], out next)) return false;
        if (operation >= _returned && next.Equals(state)) return false; // without an effect it need not have happened
        _done.Add(operation);
        if (_seen.Add(new Configuration<TState>(_done.Snapshot(), next))) return true;
        _done.Remove(operation);
        return false;
    }

    private void NoteDeadEnd(int at, TState state)
    {
        if (_done.ReturnedCount > _farthest)
        {
            _farthest = _done.ReturnedCount;
            _stuckIn.Clear();
            _stuckAt = at == _events.End ? None : _events.OperationOf(at);
        }

        if (_done.ReturnedCount == _farthest && _stuckIn.Count < 8) _stuckIn.Add(state);
    }

    private string Explain() => _stuckAt == None
        ? "no order of the operations explains all answers."
        : $"after {_farthest} of {_returned} operations no order explains '{_operations[_stuckAt]}'; possible states there: {string.Join(", ", _stuckIn)}.";

    private KeyReport Report(LinearizabilityVerdict verdict, string explanation) => new(_key, verdict, _operations.Length, _seen.Count, explanation);
}
