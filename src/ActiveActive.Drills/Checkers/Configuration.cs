namespace ActiveActive.Drills.Checkers;

/// <summary>A set of linearized operations and the state they lead to: reached again, it need not be searched again.</summary>
internal readonly struct Configuration<TState>(ulong[] done, TState state) : IEquatable<Configuration<TState>> where TState : IEquatable<TState>
{
    private readonly ulong[] _done = done;
    private readonly TState _state = state;

    public bool Equals(Configuration<TState> other) => _state.Equals(other._state) && _done.AsSpan().SequenceEqual(other._done);

    public override bool Equals(object? obj) => obj is Configuration<TState> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _done) hash.Add(word);
        hash.Add(_state);
        return hash.ToHashCode();
    }
}
