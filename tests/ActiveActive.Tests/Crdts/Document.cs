using ActiveActive.Crdts;
using Bag = ActiveActive.Crdts.AddWinsSet<string, ActiveActive.Crdts.TextCodec>;
using Map = ActiveActive.Crdts.ObservedRemoveMap<string, ActiveActive.Crdts.TwoWayCounter, ActiveActive.Crdts.TextCodec>;
using Nested = ActiveActive.Crdts.ObservedRemoveMap<
    string,
    ActiveActive.Crdts.Fields<
        ActiveActive.Crdts.AddWinsSet<string, ActiveActive.Crdts.TextCodec>,
        ActiveActive.Crdts.LastWriterWinsRegister<string, ActiveActive.Crdts.TextCodec>>,
    ActiveActive.Crdts.TextCodec>;
using Record = ActiveActive.Crdts.LastWriterWinsRecord<long, ActiveActive.Crdts.Int64Codec, string, ActiveActive.Crdts.TextCodec>;
using Register = ActiveActive.Crdts.MultiValueRegister<string, ActiveActive.Crdts.TextCodec>;

namespace ActiveActive.Tests.Crdts;

/// <summary>A state with a field of every kind, implemented field by field as an application would.</summary>
internal sealed record Document(GrowOnlyCounter Views, TwoWayCounter Stock, Register Title, Record Fields, Bag Tags, Map Lines, Nested Deep) : IDotStore<Document>
{
    public static Document Empty { get; } =
        new(GrowOnlyCounter.Empty, TwoWayCounter.Empty, Register.Empty, Record.Empty, Bag.Empty, Map.Empty, Nested.Empty);

    public bool IsEmpty => Views.IsEmpty && Stock.IsEmpty && Title.IsEmpty && Fields.IsEmpty && Tags.IsEmpty && Lines.IsEmpty && Deep.IsEmpty;

    public HlcTimestamp LatestStamp => HlcTimestamp.Max(Fields.LatestStamp, Deep.LatestStamp);

    public Document Join(Document other, CausalContext seen, CausalContext otherSeen) => new(
        Views.Join(other.Views, seen, otherSeen), Stock.Join(other.Stock, seen, otherSeen), Title.Join(other.Title, seen, otherSeen),
        Fields.Join(other.Fields, seen, otherSeen), Tags.Join(other.Tags, seen, otherSeen), Lines.Join(other.Lines, seen, otherSeen),
        Deep.Join(other.Deep, seen, otherSeen));

    public void Replace(MutationContext mutation)
    {
        Views.Replace(mutation);
        Stock.Replace(mutation);
        Title.Replace(mutation);
        Fields.Replace(mutation);
        Tags.Replace(mutation);
        Lines.Replace(mutation);
        Deep.Replace(mutation);
    }

    public void Write(CrdtWriter writer)
    {
        Views.Write(writer);
        Stock.Write(writer);
        Title.Write(writer);
        Fields.Write(writer);
        Tags.Write(writer);
        Lines.Write(writer);
        Deep.Write(writer);
    }

    public static Document Read(CrdtReader reader) => new(
        GrowOnlyCounter.Read(reader), TwoWayCounter.Read(reader), Register.Read(reader), Record.Read(reader), Bag.Read(reader), Map.Read(reader), Nested.Read(reader));
}
