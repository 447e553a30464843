namespace ActiveActive.Drills.Checkers;

/// <summary>
/// Which operations are linearized. Those that returned are done up to some point and then with gaps no wider than the clients' concurrency, so
/// that a snapshot needs only the gaps: a history of 20,000 operations costs a few words per configuration.
/// </summary>
internal sealed class DoneSet(int returned, int all)
{
    private readonly bool[] _done = new bool[all];
    private int _firstOpen;

    public int ReturnedCount { get; private set; }

    public bool Contains(int operation) => _done[operation];

    public void Add(int operation)
    {
        _done[operation] = true;
        if (operation >= returned) return;
        ReturnedCount++;
        while (_firstOpen < returned && _done[_firstOpen]) _firstOpen++;
    }

    public void Remove(int operation)
    {
        _done[operation] = false;
        if (operation >= returned) return;
        ReturnedCount--;
        if (operation < _firstOpen) _firstOpen = operation;
    }

    /// <summary>The set as numbers: the first operation not done, the bits behind it up to the last one done, the bits of the unknown ones.</summary>
    public ulong[] Snapshot()
    {
        var beyond = ReturnedCount - _firstOpen;
        var width = 0;
        for (var found = 0; found < beyond; width++)
            if (_done[_firstOpen + width]) found++;
        var unknown = all - returned;
        var words = new ulong[1 + ((width + unknown + 63) / 64)];
        words[0] = (ulong)_firstOpen;
        for (var i = 0; i < width; i++)
            if (_done[_firstOpen + i]) Set(words, unknown + i);
        for (var i = 0; i < unknown; i++)
            if (_done[returned + i]) Set(words, i);
        return words;
    }

    private static void Set(ulong[] words, int bit) => words[1 + (bit / 64)] |= 1UL << (bit % 64);
}
