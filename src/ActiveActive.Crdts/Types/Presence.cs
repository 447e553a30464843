namespace ActiveActive.Crdts;

/// <summary>The dots of the additions that keep an element in a set.</summary>
internal sealed class Presence : IDotStore<Presence>
{
    private readonly DotValues<Nothing, Nothing> _dots;

    private Presence(DotValues<Nothing, Nothing> dots) => _dots = dots;

    public static Presence Empty { get; } = new(default);
    public bool IsEmpty => _dots.IsEmpty;
    public HlcTimestamp LatestStamp => default;

    /// <summary>A new addition takes the place of those it saw: one dot per element and concurrent life.</summary>
    public Presence Add(MutationContext mutation)
    {
        _dots.Replace(mutation);
        return new Presence(DotValues<Nothing, Nothing>.Of(mutation.Mint(), default));
    }

    public Presence Join(Presence other, CausalContext seen, CausalContext otherSeen)
    {
        var dots = _dots.Join(other._dots, seen, otherSeen);
        return dots.IsSame(_dots) ? this : new Presence(dots);
    }

    public void Replace(MutationContext mutation) => _dots.Replace(mutation);
    public void Write(CrdtWriter writer) => _dots.Write(writer);
    public static Presence Read(CrdtReader reader) => new(DotValues<Nothing, Nothing>.Read(reader));

    /// <summary>No value; a dot before it takes the bytes a count relies on.</summary>
    internal readonly struct Nothing : IValueCodec<Nothing>
    {
        public static int Compare(Nothing left, Nothing right) => 0;

        public static void Write(CrdtWriter writer, Nothing value)
        {
        }

        public static Nothing Read(CrdtReader reader) => default;
    }
}
