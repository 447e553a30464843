using ActiveActive.Crdts;

namespace ActiveActive.Tests.Crdts;

/// <summary>G2: what concurrent writes come to. Site a and b start from one state, write without seeing each other, and merge.</summary>
public sealed class SemanticsTests
{
    private static readonly GrainLife A = Step.Lives[0];
    private static readonly GrainLife B = Step.Lives[1];

    [Fact]
    public void Set_AddConcurrentWithRemove_Stays()
    {
        var start = Write(Causal<Document>.Empty, A, (d, m) => Document.Empty with { Tags = d.Tags.Add(m, "x") });
        var removed = Write(start, A, (d, m) => Document.Empty with { Tags = d.Tags.Remove(m, "x") });
        var added = Write(start, B, (d, m) => Document.Empty with { Tags = d.Tags.Add(m, "x") });

        Assert.False(removed.Value.Tags.Contains("x"));
        Assert.False(removed.Merge(start).Value.Tags.Contains("x"));
        Assert.Equal(["x"], removed.Merge(added).Value.Tags.Items);
    }

    [Fact]
    public void Set_RemovalDeliveredBeforeTheAddition_Holds()
    {
        var added = Causal<Document>.Empty.Mutate(A, (d, m) => Document.Empty with { Tags = d.Tags.Add(m, "x") });
        var removed = added.State.Mutate(A, (d, m) => Document.Empty with { Tags = d.Tags.Remove(m, "x") });

        Assert.Empty(removed.Delta.Merge(added.Delta).Value.Tags.Items);
    }

    [Fact]
    public void Removal_AnEffect_IsNamedByADotAndNoEffectIsNot()
    {
        var added = Write(Causal<Document>.Empty, A, (d, m) => Document.Empty with { Tags = d.Tags.Add(m, "x") });

        Assert.Equal(2UL, Write(added, A, (d, m) => Document.Empty with { Tags = d.Tags.Remove(m, "x") }).Context.Contiguous(A));
        Assert.True(added.Mutate(A, (d, m) => Document.Empty with { Tags = d.Tags.Remove(m, "y") }).Delta.IsEmpty);
    }

    [Fact]
    public void MultiValueRegister_ConcurrentAssignments_AreBothKeptUntilTheNext()
    {
        var merged = Title(Causal<Document>.Empty, A, "x").Merge(Title(Causal<Document>.Empty, B, "y"));

        Assert.Equal(["x", "y"], merged.Value.Title.Values);
        Assert.Equal(["z"], Title(merged, B, "z").Merge(merged).Value.Title.Values);
    }

    [Fact]
    public void Record_ConcurrentAssignments_LaterStampWinsFieldByField()
    {
        var a = Field(Field(Causal<Document>.Empty, A, 20, 1, "a1"), A, 10, 2, "a2");
        var b = Field(Field(Causal<Document>.Empty, B, 10, 1, "b1"), B, 10, 2, "b2");
        var merged = b.Merge(a).Value.Fields;

        Assert.True(merged.TryGet(1, out var first) & merged.TryGet(2, out var second));
        Assert.Equal(("a1", "b2"), (first, second)); // equal stamps: the higher dot
        Assert.Equal(new HlcTimestamp(20, 0), a.Merge(b).Value.LatestStamp);
    }

    [Fact]
    public void Map_UpdateConcurrentWithRemoval_KeepsOnlyWhatTheRemovalDidNotSee()
    {
        var start = Line(Causal<Document>.Empty, A, 5);
        var removed = Write(start, A, (d, m) => Document.Empty with { Lines = d.Lines.Remove(m, "k") });
        var merged = removed.Merge(Line(start, B, 2));

        Assert.True(merged.Value.Lines.TryGet("k", out var line));
        Assert.Equal(2, line.Count);
        Assert.True(Line(merged, A, 1).Value.Lines.TryGet("k", out line));
        Assert.Equal(3, line.Count);
    }

    [Fact]
    public void Mutations_OneOnTopOfTheOther_MakeOneDelta()
    {
        var both = Causal<Document>.Empty
            .Mutate(A, (d, m) => Document.Empty with { Views = d.Views.Increment(m) })
            .Then(A, (d, m) => Document.Empty with { Views = d.Views.Increment(m) });

        Assert.Equal(2, Causal<Document>.Empty.Merge(both.Delta).Value.Views.Count);
    }

    [Fact]
    public void State_AfterAMillionUpdates_IsAsSmallAsAfterAFew()
    {
        Causal<Document>[] sites = [Causal<Document>.Empty, Causal<Document>.Empty];
        var few = 0;
        for (var i = 1; i <= 1_000_000; i++)
        {
            var at = i & 1;
            sites[at] = new Step(at, i / 2 % Step.Kinds, i / 28 % 3, 1 + i / 84 % 9, false).On(sites[at]).State;
            if (i % 50 == 0) sites[1 - at] = sites[1 - at].Merge(sites[at]);
            if (i == 10_000) few = sites[0].Merge(sites[1]).Encode().Length;
        }

        var merged = sites[0].Merge(sites[1]);
        Assert.Equal((2, 2), (merged.Context.Lives.Length, merged.Context.Intervals));
        Assert.InRange(merged.Encode().Length, 1, 2 * few);
    }

    [Fact]
    public void Counter_SumBeyondItsRange_RefusesAndChangesNothing()
    {
        var full = Write(Causal<Document>.Empty, A, (d, m) => Document.Empty with { Views = d.Views.Increment(m, long.MaxValue) });

        Assert.Throws<OverflowException>(() => full.Mutate(A, (d, m) => Document.Empty with { Views = d.Views.Increment(m) }));
        Assert.Equal((Int128)long.MaxValue + 1, Write(full, B, (d, m) => Document.Empty with { Views = d.Views.Increment(m) }).Value.Views.Count);
    }

    private static Causal<Document> Write(Causal<Document> state, GrainLife life, Func<Document, MutationContext, Document> change) => state.Mutate(life, change).State;

    private static Causal<Document> Title(Causal<Document> state, GrainLife life, string text) =>
        Write(state, life, (d, m) => Document.Empty with { Title = d.Title.Assign(m, text) });

    private static Causal<Document> Field(Causal<Document> state, GrainLife life, ulong stamp, long field, string text) =>
        Write(state, life, (d, m) => Document.Empty with { Fields = d.Fields.Assign(m, new HlcTimestamp(stamp, 0), field, text) });

    private static Causal<Document> Line(Causal<Document> state, GrainLife life, long by) =>
        Write(state, life, (d, m) => Document.Empty with { Lines = d.Lines.Update(m, "k", (line, n) => line.Add(n, by)) });
}
