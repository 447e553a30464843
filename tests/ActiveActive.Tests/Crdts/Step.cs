using ActiveActive.Crdts;
using CsCheck;

namespace ActiveActive.Tests.Crdts;

/// <summary>One write of a random execution.</summary>
/// <param name="Site">Which of the sites writes.</param>
/// <param name="Kind">Which mutator.</param>
/// <param name="Name">Key or element.</param>
/// <param name="Number">Amount or value, and stamp.</param>
/// <param name="Deliver">Whether the other site's deltas so far arrive first.</param>
internal sealed record Step(int Site, int Kind, int Name, int Number, bool Deliver)
{
    public const int Kinds = 14;

    public static readonly GrainLife[] Lives = [new(SiteId.Parse("a"), "i1", 7), new(SiteId.Parse("b"), "i9", 7), new(SiteId.Parse("b"), "i9", 8)];

    public static readonly Gen<Step[]> Execution = Of(Gen.Int[0, Kinds - 1]);

    public static Gen<Step[]> Of(Gen<int> kind) =>
        Gen.Select(Gen.Int[0, 2], kind, Gen.Int[0, 2], Gen.Int[1, 9], Gen.Bool, (site, k, name, number, deliver) => new Step(site, k, name, number, deliver)).Array[1, 24];

    public Mutation<Document> On(Causal<Document> state) => state.Mutate(Lives[Site], Apply);

    private Document Apply(Document d, MutationContext m)
    {
        var (name, text, stamp) = ("k" + Name, "v" + Number, new HlcTimestamp((ulong)Number, 0));
        return Kind switch
        {
            0 => Document.Empty with { Views = d.Views.Increment(m, Number) },
            1 => Document.Empty with { Stock = d.Stock.Add(m, Number - 5) },
            2 => Document.Empty with { Title = d.Title.Assign(m, text) },
            3 => Document.Empty with { Title = d.Title.Clear(m) },
            4 => Document.Empty with { Fields = d.Fields.Assign(m, stamp, Name, text) },
            5 => Document.Empty with { Fields = d.Fields.Clear(m, Name) },
            6 => Document.Empty with { Tags = d.Tags.Add(m, name) },
            7 => Document.Empty with { Tags = d.Tags.Remove(m, name) },
            8 => Document.Empty with { Tags = d.Tags.Clear(m) },
            9 => Document.Empty with { Lines = d.Lines.Update(m, name, (line, n) => line.Add(n, Number)) },
            10 => Document.Empty with { Lines = d.Lines.Remove(m, name) },
            11 => Document.Empty with { Deep = d.Deep.Update(m, name, (f, n) => new(f.First.Add(n, text), f.Second.Clear(n))) },
            12 => Document.Empty with { Deep = d.Deep.Update(m, name, (f, n) => new(f.First.Remove(n, text), f.Second.Assign(n, stamp, text))) },
            _ => Document.Empty with { Deep = d.Deep.Remove(m, name) },
        };
    }
}
