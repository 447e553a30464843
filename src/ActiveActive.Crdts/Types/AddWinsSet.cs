namespace ActiveActive.Crdts;

/// <summary>A set in which a removal takes away the additions it saw, and a concurrent addition wins. Keeps nothing of removed elements.</summary>
/// <typeparam name="TItem">The elements.</typeparam>
/// <typeparam name="TCodec">How they are ordered and written.</typeparam>
/// <remarks>Immutable. Bieniusa et al., "An optimized conflict-free replicated set" (INRIA RR-8083, 2012); Almeida et al. (2018), section 7.3.</remarks>
public sealed class AddWinsSet<TItem, TCodec> : IDotStore<AddWinsSet<TItem, TCodec>> where TCodec : IValueCodec<TItem>
{
    private readonly ObservedRemoveMap<TItem, Presence, TCodec> _items;

    private AddWinsSet(ObservedRemoveMap<TItem, Presence, TCodec> items) => _items = items;

    /// <inheritdoc/>
    public static AddWinsSet<TItem, TCodec> Empty { get; } = new(ObservedRemoveMap<TItem, Presence, TCodec>.Empty);

    /// <inheritdoc/>
    public bool IsEmpty => _items.IsEmpty;

    /// <summary>The elements, in order.</summary>
    public IReadOnlyList<TItem> Items => _items.Keys;

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => default;

    /// <summary>Whether the element is in the set.</summary>
    public bool Contains(TItem item) => _items.ContainsKey(item);

    /// <summary>The delta of an addition. Adding what is there already is a write too: it survives a concurrent removal.</summary>
    public AddWinsSet<TItem, TCodec> Add(MutationContext mutation, TItem item) =>
        new(_items.Update(mutation, item, static (presence, m) => presence.Add(m)));

    /// <summary>The delta of a removal; nothing when the element is not in the set.</summary>
    public AddWinsSet<TItem, TCodec> Remove(MutationContext mutation, TItem item) => new(_items.Remove(mutation, item));

    /// <summary>The delta of the removal of every element in the set.</summary>
    public AddWinsSet<TItem, TCodec> Clear(MutationContext mutation) => new(_items.Clear(mutation));

    /// <inheritdoc/>
    public AddWinsSet<TItem, TCodec> Join(AddWinsSet<TItem, TCodec> other, CausalContext seen, CausalContext otherSeen) =>
        new(_items.Join(other._items, seen, otherSeen));

    /// <inheritdoc/>
    public void Replace(MutationContext mutation) => _items.Replace(mutation);

    /// <inheritdoc/>
    public void Write(CrdtWriter writer) => _items.Write(writer);

    /// <inheritdoc/>
    public static AddWinsSet<TItem, TCodec> Read(CrdtReader reader) => new(ObservedRemoveMap<TItem, Presence, TCodec>.Read(reader));
}
