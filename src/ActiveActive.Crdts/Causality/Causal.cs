namespace ActiveActive.Crdts;

/// <summary>
/// A replicated state, or a delta of one (they are the same thing): values under dots, and the dots seen. <see cref="Merge"/> is commutative,
/// associative and idempotent, so that states and deltas may arrive in any order, any number of times, merged with each other before or not.
/// </summary>
/// <typeparam name="T">What is held.</typeparam>
/// <remarks>Immutable; may be used concurrently. Merging is linear in the size of both. Dots must never be reused: two different values under
/// one dot do not converge.</remarks>
public sealed class Causal<T> where T : class, IDotStore<T>
{
    /// <summary>First byte of every encoding.</summary>
    public const byte Format = 1;

    private Causal(T value, CausalContext context) => (Value, Context) = (value, context);

    /// <summary>The state before any write, and the delta that changes nothing.</summary>
    public static Causal<T> Empty { get; } = new(T.Empty, CausalContext.Empty);

    /// <summary>What is held.</summary>
    public T Value { get; }

    /// <summary>The dots seen.</summary>
    public CausalContext Context { get; }

    /// <summary>True for the state before any write.</summary>
    public bool IsEmpty => Context.IsEmpty;

    /// <summary>The least state that reflects both.</summary>
    /// <exception cref="CausalGapException">Too many dots would be missing between those seen.</exception>
    public Causal<T> Merge(Causal<T> other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other)) return this;
        if (IsEmpty) return other;
        var context = Context.Union(other.Context);
        return new Causal<T>(Value.Join(other.Value, Context, other.Context), context);
    }

    /// <summary>Makes one write.</summary>
    /// <param name="life">The life that writes. This state must have seen every dot it minted before.</param>
    /// <param name="mutate">Gets the current value, and returns the value of the delta alone, as the mutators of the types in this library do.</param>
    /// <remarks>Every write that changes something is named by at least one dot, a removal too, so that what was shipped and applied can be
    /// told by dots.</remarks>
    /// <exception cref="OverflowException">The life has used up its counters, or a counter its range.</exception>
    public Mutation<T> Mutate(GrainLife life, Func<T, MutationContext, T> mutate)
    {
        if (life == default) throw new ArgumentException("a write needs a life.", nameof(life));
        var mutation = new MutationContext(life, Context.Highest(life));
        var value = mutate(Value, mutation);
        if (mutation.IsEmpty) return new Mutation<T>(this, Empty);
        if (!mutation.HasMinted) mutation.Mint();
        var delta = new Causal<T>(value, mutation.Context);
        return new Mutation<T>(Merge(delta), delta);
    }

    /// <summary>The canonical encoding: equal states give equal bytes, on every site.</summary>
    public byte[] Encode()
    {
        var writer = new CrdtWriter(Context);
        writer.WriteByte(Format);
        Context.Write(writer);
        Value.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads an encoding.</summary>
    /// <param name="bytes">Exactly one encoding; may come from anywhere.</param>
    /// <param name="limits">Caps; the defaults when null.</param>
    /// <exception cref="CrdtFormatException">The bytes are not a canonical encoding of this type, or exceed a cap. Nothing else is thrown.</exception>
    public static Causal<T> Decode(ReadOnlyMemory<byte> bytes, CrdtLimits? limits = null)
    {
        var reader = new CrdtReader(bytes, limits ?? CrdtLimits.Default);
        var format = reader.ReadByte();
        if (format != Format) throw new CrdtFormatException($"format {format} is not known; this version reads {Format}.");
        reader.Context = CausalContext.Read(reader);
        var value = T.Read(reader);
        reader.End();
        return new Causal<T>(value, reader.Context);
    }
}
