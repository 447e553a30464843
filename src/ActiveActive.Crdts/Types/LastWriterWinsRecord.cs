using System.Diagnostics.CodeAnalysis;

namespace ActiveActive.Crdts;

/// <summary>A record whose fields are assigned and merged one by one, the latest assignment of each winning. Fields are named by keys that never
/// change their meaning.</summary>
/// <typeparam name="TField">Names fields, e.g. small numbers.</typeparam>
/// <typeparam name="TFieldCodec">How field names are ordered and written.</typeparam>
/// <typeparam name="TValue">The fields' values.</typeparam>
/// <typeparam name="TCodec">How they are written.</typeparam>
/// <remarks>Immutable. A map of <see cref="LastWriterWinsRegister{TValue,TCodec}"/>.</remarks>
public sealed class LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> : IDotStore<LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec>>
    where TFieldCodec : IValueCodec<TField> where TCodec : IValueCodec<TValue>
{
    private readonly ObservedRemoveMap<TField, LastWriterWinsRegister<TValue, TCodec>, TFieldCodec> _fields;

    private LastWriterWinsRecord(ObservedRemoveMap<TField, LastWriterWinsRegister<TValue, TCodec>, TFieldCodec> fields) => _fields = fields;

    /// <inheritdoc/>
    public static LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> Empty { get; } =
        new(ObservedRemoveMap<TField, LastWriterWinsRegister<TValue, TCodec>, TFieldCodec>.Empty);

    /// <inheritdoc/>
    public bool IsEmpty => _fields.IsEmpty;

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => _fields.LatestStamp;

    /// <summary>Fields that have a value, in order.</summary>
    public IReadOnlyList<TField> Fields => _fields.Keys;

    /// <summary>A field's value; false when it has none.</summary>
    public bool TryGet(TField field, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _fields.TryGet(field, out var register) & (register ?? LastWriterWinsRegister<TValue, TCodec>.Empty).TryGet(out var latest);
        value = latest.Value;
        return found;
    }

    /// <summary>The delta of an assignment of one field.</summary>
    /// <param name="mutation">Names the write.</param>
    /// <param name="stamp">From a clock that has observed this state.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    public LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> Assign(MutationContext mutation, HlcTimestamp stamp, TField field, TValue value) =>
        new(_fields.Update(mutation, field, (register, m) => register.Assign(m, stamp, value)));

    /// <summary>The delta of a field's removal; a concurrent assignment stays.</summary>
    public LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> Clear(MutationContext mutation, TField field) => new(_fields.Remove(mutation, field));

    /// <inheritdoc/>
    public LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> Join(
        LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> other, CausalContext seen, CausalContext otherSeen) =>
        new(_fields.Join(other._fields, seen, otherSeen));

    /// <inheritdoc/>
    public void Replace(MutationContext mutation) => _fields.Replace(mutation);

    /// <inheritdoc/>
    public void Write(CrdtWriter writer) => _fields.Write(writer);

    /// <inheritdoc/>
    public static LastWriterWinsRecord<TField, TFieldCodec, TValue, TCodec> Read(CrdtReader reader) =>
        new(ObservedRemoveMap<TField, LastWriterWinsRegister<TValue, TCodec>, TFieldCodec>.Read(reader));
}
