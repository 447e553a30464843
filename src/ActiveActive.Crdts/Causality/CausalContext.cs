namespace ActiveActive.Crdts;

/// <summary>
/// The dots a state or delta has seen, including those whose effect was replaced since. Per life a sorted list of closed intervals: for a state
/// that missed nothing it is one interval from 1, that is a version vector; intervals above it are dots that arrived early.
/// </summary>
/// <remarks>Immutable; may be used concurrently. Almeida, Shoker, Baquero, "Delta state replicated data types" (JPDC 2018), section 7.2, with
/// intervals in place of the dot cloud.</remarks>
public sealed class CausalContext
{
    /// <summary>Most intervals one context may hold. A merge that would exceed it is refused: the receiver should ask for the whole state.</summary>
    public const int MaxIntervals = 65_536;

    private readonly GrainLife[] _lives;
    private readonly ulong[][] _bounds; // per life: first, last, first, last, ...; sorted, with at least one missing dot between two intervals

    private CausalContext(GrainLife[] lives, ulong[][] bounds)
    {
        (_lives, _bounds) = (lives, bounds);
        foreach (var bound in bounds) Intervals += bound.Length / 2;
        if (Intervals > MaxIntervals)
            throw new CausalGapException($"{Intervals} intervals of dots exceed the {MaxIntervals} a context may hold: ask the origin for its whole state.");
    }

    /// <summary>The context that has seen nothing.</summary>
    public static CausalContext Empty { get; } = new([], []);

    /// <summary>True when nothing was seen.</summary>
    public bool IsEmpty => _lives.Length == 0;

    /// <summary>Lives seen, in order.</summary>
    public ReadOnlySpan<GrainLife> Lives => _lives;

    /// <summary>Number of intervals; equals the number of lives when no dot is missing.</summary>
    public int Intervals { get; }

    /// <summary>True when the dot was seen.</summary>
    public bool Contains(Dot dot)
    {
        var at = IndexOf(dot.Life);
        if (at < 0) return false;
        var bounds = _bounds[at];
        var (low, high) = (0, bounds.Length / 2 - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (dot.Counter < bounds[2 * middle]) high = middle - 1;
            else if (dot.Counter > bounds[2 * middle + 1]) low = middle + 1;
            else return true;
        }

        return false;
    }

    /// <summary>Highest counter seen of a life; 0 when none was.</summary>
    public ulong Highest(GrainLife life) => IndexOf(life) is >= 0 and var at ? _bounds[at][^1] : 0;

    /// <summary>Highest counter up to which nothing of the life is missing: its entry in the version vector; 0 when dot 1 is missing.</summary>
    public ulong Contiguous(GrainLife life) => IndexOf(life) is >= 0 and var at && _bounds[at][0] == 1 ? _bounds[at][1] : 0;

    /// <summary>The dots of either.</summary>
    /// <exception cref="CausalGapException">The result would exceed <see cref="MaxIntervals"/>.</exception>
    public CausalContext Union(CausalContext other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other)) return this;
        if (IsEmpty) return other;
        var lives = new List<GrainLife>(_lives.Length + other._lives.Length);
        var bounds = new List<ulong[]>(lives.Capacity);
        for (int i = 0, j = 0; i < _lives.Length || j < other._lives.Length;)
        {
            var order = i == _lives.Length ? 1 : j == other._lives.Length ? -1 : _lives[i].CompareTo(other._lives[j]);
            lives.Add(order <= 0 ? _lives[i] : other._lives[j]);
            bounds.Add(order < 0 ? _bounds[i] : order > 0 ? other._bounds[j] : Union(_bounds[i], other._bounds[j]));
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return new CausalContext([.. lives], [.. bounds]);
    }

    internal static CausalContext Of(List<Dot> dots)
    {
        dots.Sort();
        var lives = new List<GrainLife>();
        var bounds = new List<ulong[]>();
        var open = new List<ulong>();
        for (var i = 0; i < dots.Count; i++)
        {
            Append(open, dots[i].Counter, dots[i].Counter);
            if (i + 1 < dots.Count && dots[i + 1].Life == dots[i].Life) continue;
            lives.Add(dots[i].Life);
            bounds.Add([.. open]);
            open.Clear();
        }

        return lives.Count == 0 ? Empty : new CausalContext([.. lives], [.. bounds]);
    }

    internal int IndexOf(GrainLife life) => _lives.AsSpan().BinarySearch(life);

    internal void Write(CrdtWriter writer)
    {
        writer.WriteVarint((ulong)_lives.Length);
        for (var i = 0; i < _lives.Length; i++)
        {
            writer.WriteString(_lives[i].Site.Value);
            writer.WriteString(_lives[i].Incarnation);
            writer.WriteVarint(_lives[i].Number);
            writer.WriteVarint((ulong)_bounds[i].Length / 2);
            ulong previous = 0;
            foreach (var bound in _bounds[i])
            {
                writer.WriteVarint(bound - previous);
                previous = bound;
            }
        }
    }

    internal static CausalContext Read(CrdtReader reader)
    {
        var lives = new GrainLife[reader.ReadCount()];
        var bounds = new ulong[lives.Length][];
        var intervals = 0;
        for (var i = 0; i < lives.Length; i++)
        {
            if (!SiteId.TryParse(reader.ReadString(), out var site)) throw new CrdtFormatException("not a site id.");
            var incarnation = reader.ReadString();
            if (!GrainLife.IsLegalIncarnation(incarnation)) throw new CrdtFormatException("not a store incarnation.");
            lives[i] = new GrainLife(site, incarnation, reader.ReadVarint());
            if (i > 0 && lives[i - 1].CompareTo(lives[i]) >= 0) throw new CrdtFormatException("lives are not in order.");
            bounds[i] = ReadBounds(reader);
            if ((intervals += bounds[i].Length / 2) > MaxIntervals) throw new CrdtFormatException($"more than {MaxIntervals} intervals.");
        }

        return lives.Length == 0 ? Empty : new CausalContext(lives, bounds);
    }

    private static ulong[] ReadBounds(CrdtReader reader)
    {
        var count = reader.ReadCount();
        if (count == 0) throw new CrdtFormatException("a life without dots.");
        var bounds = new ulong[2 * count];
        ulong previous = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            var step = reader.ReadVarint();
            var least = i == 0 ? 1UL : i % 2 == 0 ? 2UL : 0UL;
            if (step < least || step > Dot.MaxCounter - previous) throw new CrdtFormatException("intervals of dots are not in order.");
            bounds[i] = previous += step;
        }

        return bounds;
    }

    private static ulong[] Union(ulong[] mine, ulong[] theirs)
    {
        var union = new List<ulong>(mine.Length + theirs.Length);
        for (int i = 0, j = 0; i < mine.Length || j < theirs.Length;)
            if (j == theirs.Length || (i < mine.Length && mine[i] <= theirs[j]))
            {
                Append(union, mine[i], mine[i + 1]);
                i += 2;
            }
            else
            {
                Append(union, theirs[j], theirs[j + 1]);
                j += 2;
            }

        return [.. union];
    }

    private static void Append(List<ulong> bounds, ulong first, ulong last)
    {
        if (bounds.Count > 0 && first <= bounds[^1] + 1) bounds[^1] = Math.Max(bounds[^1], last);
        else bounds.AddRange([first, last]);
    }
}
