using ActiveActive.Crdts;
using CsCheck;

namespace ActiveActive.Tests.Crdts;

/// <summary>G2, G3: merging is a join, for each type alone and for all in one state; equality is equality of bytes.</summary>
public sealed class LawTests
{
    /// <summary>The mutators of each type, and of all together.</summary>
    public static TheoryData<string, int[]> Types { get; } = new()
    {
        { "grow-only counter", [0] },
        { "two-way counter", [1] },
        { "multi-value register", [2, 3] },
        { "last-writer-wins record", [4, 5] },
        { "add-wins set", [6, 7, 8] },
        { "map of counters", [9, 10] },
        { "map of set and register", [11, 12, 13] },
        { "document", [.. Enumerable.Range(0, Step.Kinds)] },
    };

    [Theory, MemberData(nameof(Types))]
    public void Merge_AnyStates_IsCommutativeAssociativeIdempotent(string type, int[] kinds) =>
        Step.Of(Gen.Int[0, kinds.Length - 1].Select(i => kinds[i])).Sample(steps =>
        {
            var sites = Run(steps, []);
            var (x, y, z) = (sites[0], sites[1], sites[2]);

            Assert.True(Same(x.Merge(y), y.Merge(x)), type);
            Assert.True(Same(x.Merge(y).Merge(z), x.Merge(y.Merge(z))), type);
            Assert.True(Same(x.Merge(y), x.Merge(y).Merge(y).Merge(x)), type);
            Assert.True(Same(x, x.Merge(Causal<Document>.Decode(x.Encode()))), type);
        });

    [Theory, MemberData(nameof(Types))]
    public void Deltas_AnyOrderGroupingAndDuplicates_ConvergeToTheMergedStates(string type, int[] kinds) =>
        Gen.Select(Step.Of(Gen.Int[0, kinds.Length - 1].Select(i => kinds[i])), Gen.Int).Sample((steps, seed) =>
        {
            var deltas = new List<Causal<Document>>();
            var sites = Run(steps, deltas);
            var full = sites[0].Merge(sites[1]).Merge(sites[2]);
            var random = new Random(seed);

            for (var replica = 0; replica < 2; replica++)
            {
                var arriving = deltas.Concat(deltas.Where(_ => random.Next(2) == 0)).ToArray();
                random.Shuffle(arriving);
                var (state, batch) = (Causal<Document>.Empty, Causal<Document>.Empty);
                foreach (var delta in arriving)
                {
                    batch = batch.Merge(Causal<Document>.Decode(delta.Encode()));
                    if (random.Next(3) == 0) (state, batch) = (state.Merge(batch), Causal<Document>.Empty);
                }

                Assert.True(Same(full, state.Merge(batch)), type);
            }

            Assert.Equal(full.Context.Lives.Length, full.Context.Intervals);
        });

    [Fact]
    public void Counters_AnyExecution_AreExact() => Step.Of(Gen.Int[0, 1]).Sample(steps =>
    {
        var merged = Run(steps, []).Aggregate((x, y) => x.Merge(y)).Value;

        Assert.Equal(steps.Where(s => s.Kind == 0).Sum(s => s.Number), merged.Views.Count);
        Assert.Equal(steps.Where(s => s.Kind == 1).Sum(s => s.Number - 5), merged.Stock.Count);
    });

    [Fact]
    public void Encoding_AnyState_ReadsBackToTheSameBytes() => Step.Execution.Sample(steps =>
        Assert.All(Run(steps, []), state => Assert.True(Same(state, Causal<Document>.Decode(state.Encode())))));

    internal static Causal<Document>[] Run(Step[] steps, List<Causal<Document>> deltas)
    {
        Causal<Document>[] sites = [Causal<Document>.Empty, Causal<Document>.Empty, Causal<Document>.Empty];
        foreach (var step in steps)
        {
            if (step.Deliver) sites[step.Site] = sites[step.Site].Merge(sites[(step.Site + 1) % 3]);
            var mutation = step.On(sites[step.Site]);
            Assert.True(Same(mutation.State, sites[step.Site].Merge(mutation.Delta)));
            sites[step.Site] = mutation.State;
            if (!mutation.Delta.IsEmpty) deltas.Add(mutation.Delta);
        }

        return sites;
    }

    private static bool Same(Causal<Document> x, Causal<Document> y) => x.Encode().AsSpan().SequenceEqual(y.Encode());
}
