using ActiveActive.Drills.Checkers;
using ActiveActive.Drills.Histories;
using static ActiveActive.Tests.Linearizability.Histories;

namespace ActiveActive.Tests.Linearizability;

/// <summary>The judge of S1: it must agree with the definition, and see what was planted.</summary>
public sealed class LinearizabilityCheckerTests
{
    private static readonly RegisterModel Register = new();
    private static readonly CounterModel Counter = new();

    [Fact]
    public void Check_ArbitrarySmallRegisterHistories_AgreesWithBruteForce() => Compare(Register, ArbitraryRegister);

    [Fact]
    public void Check_ArbitrarySmallCounterHistories_AgreesWithBruteForce() => Compare(Counter, ArbitraryCounter);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_LongHistoryOfARealRegister_IsLinearizable(int seed)
    {
        var history = LinearizableRegister(new Random(seed), clients: 8, operations: 5_000, unknownShare: 0.002);

        var report = LinearizabilityChecker.Check(history, Register);

        Assert.True(report.Verdict == LinearizabilityVerdict.Linearizable, report.Explanation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_StaleReadInALongHistory_IsFound(int seed)
    {
        var history = Pause(seed, out var at);
        history.Add(Operation(OperationKind.Write, at, at + 1, argument: -1));
        history.Add(Operation(OperationKind.Write, at + 2, at + 3, argument: -2));
        Assert.Equal(LinearizabilityVerdict.Linearizable, LinearizabilityChecker.Check(history, Register).Verdict);

        history.Add(Operation(OperationKind.Read, at + 4, at + 5, result: -1));
        var report = LinearizabilityChecker.Check(history, Register);

        Assert.Equal(LinearizabilityVerdict.NotLinearizable, report.Verdict);
        Assert.Contains($"read() = -1 [{at + 4}, {at + 5}]", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TwoSwapsFromOneValue_AreALostUpdate()
    {
        var history = Pause(4, out var at);
        history.Add(Operation(OperationKind.Write, at, at + 1, argument: -1));
        history.Add(Operation(OperationKind.CompareAndSwap, at + 2, at + 5, argument: -2, expected: -1));
        Assert.Equal(LinearizabilityVerdict.Linearizable, LinearizabilityChecker.Check(history, Register).Verdict);

        history.Add(Operation(OperationKind.CompareAndSwap, at + 3, at + 4, argument: -3, expected: -1));

        Assert.Equal(LinearizabilityVerdict.NotLinearizable, LinearizabilityChecker.Check(history, Register).Verdict);
    }

    [Fact]
    public void Check_AcknowledgedWriteGoneLater_IsFound()
    {
        RecordedOperation[] history = [Operation(OperationKind.Write, 1, 2, argument: 1), Operation(OperationKind.Read, 3, 4, result: null)];

        Assert.Equal(LinearizabilityVerdict.NotLinearizable, LinearizabilityChecker.Check(history, Register).Verdict);
    }

    [Fact]
    public void Check_UnknownWrite_MayAppearLateButOnlyOnce()
    {
        RecordedOperation[] once =
        [
            Operation(OperationKind.Write, 1, 2, argument: 1) with { Outcome = RecordedOutcome.Unknown },
            Operation(OperationKind.Read, 3, 4, result: null),
            Operation(OperationKind.Read, 5, 6, result: 1),
            Operation(OperationKind.Write, 7, 8, argument: 2),
        ];
        RecordedOperation[] twice = [.. once, Operation(OperationKind.Read, 9, 10, result: 1)];

        Assert.Equal(LinearizabilityVerdict.Linearizable, LinearizabilityChecker.Check(once, Register).Verdict);
        Assert.Equal(LinearizabilityVerdict.NotLinearizable, LinearizabilityChecker.Check(twice, Register).Verdict);
    }

    [Fact]
    public void Check_OperationKnownNotAppliedHadAnEffect_IsFound()
    {
        RecordedOperation[] history =
        [
            Operation(OperationKind.Write, 1, 2, argument: 1) with { Outcome = RecordedOutcome.NotApplied },
            Operation(OperationKind.Read, 3, 4, result: 1),
        ];

        Assert.Equal(LinearizabilityVerdict.NotLinearizable, LinearizabilityChecker.Check(history, Register).Verdict);
    }

    [Fact]
    public void Check_AdditionAppliedTwice_IsFound()
    {
        RecordedOperation[] history =
        [
            Operation(OperationKind.Add, 1, 2, argument: 1, result: 1),
            Operation(OperationKind.Add, 3, 4, argument: 1, result: 2),
            Operation(OperationKind.Read, 5, 6, result: 2),
        ];
        var doubled = history[..2].Append(Operation(OperationKind.Read, 5, 6, result: 3));

        Assert.Equal(LinearizabilityVerdict.Linearizable, LinearizabilityChecker.Check(history, Counter).Verdict);
        Assert.Equal(LinearizabilityVerdict.NotLinearizable, LinearizabilityChecker.Check(doubled, Counter).Verdict);
    }

    [Fact]
    public void Check_ManyUnknownAdditions_AreDecidedWithoutTryingEverySubset()
    {
        var unknown = Enumerable.Range(0, 40).Select(i => Operation(OperationKind.Add, i, i + 1, argument: 1) with { Outcome = RecordedOutcome.Unknown });
        var reads = new[] { Operation(OperationKind.Read, 100, 101, result: 17), Operation(OperationKind.Read, 102, 103, result: 40) };

        var possible = LinearizabilityChecker.Check([.. unknown, .. reads], Counter, budget: 10_000);
        var impossible = LinearizabilityChecker.Check([.. unknown, reads[0], Operation(OperationKind.Read, 102, 103, result: 41)], Counter, budget: 10_000);

        Assert.Equal(LinearizabilityVerdict.Linearizable, possible.Verdict);
        Assert.Equal(LinearizabilityVerdict.NotLinearizable, impossible.Verdict);
    }

    [Fact]
    public void Check_BudgetTooSmall_SaysUndecided()
    {
        var history = LinearizableRegister(new Random(5), clients: 8, operations: 1_000, unknownShare: 0);

        var report = LinearizabilityChecker.Check(history, Register, budget: 10);

        Assert.Equal(LinearizabilityVerdict.Undecided, report.Verdict);
        Assert.Contains("gave up", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OneKeyOfSeveralIsWrong_NamesIt()
    {
        RecordedOperation[] history =
        [
            Operation(OperationKind.Write, 1, 2, argument: 1) with { Key = "good" },
            Operation(OperationKind.Read, 1, 2, result: 9) with { Key = "bad" },
        ];

        var report = LinearizabilityChecker.Check(history, Register);

        Assert.Equal(("bad", LinearizabilityVerdict.NotLinearizable), (report.Keys[0].Key, report.Keys[0].Verdict));
        Assert.Equal(LinearizabilityVerdict.Linearizable, report.Keys[1].Verdict);
    }

    [Fact]
    public void Check_ReturnBeforeInvocation_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LinearizabilityChecker.Check([Operation(OperationKind.Read, 2, 1)], Register));

    [Fact]
    public void CounterBounds_LostAndDoubledAdditions_AreNamed()
    {
        RecordedOperation[] history =
        [
            Operation(OperationKind.Add, 1, 2, argument: 2),
            Operation(OperationKind.Add, 1, 2, argument: 1) with { Outcome = RecordedOutcome.Unknown },
            Operation(OperationKind.Add, 1, 2, argument: 4) with { Outcome = RecordedOutcome.NotApplied },
        ];

        Assert.Empty(Bounds(2));
        Assert.Empty(Bounds(3));
        Assert.Contains("lost", Assert.Single(Bounds(1)), StringComparison.Ordinal);
        Assert.Contains("more than once", Assert.Single(Bounds(4)), StringComparison.Ordinal);

        IReadOnlyList<string> Bounds(long final) => CounterBounds.Check(history, new Dictionary<string, long> { [Key] = final });
    }

    [Fact]
    public async Task HistoryFile_WrittenAndRead_IsTheSame()
    {
        var file = Path.GetTempFileName();
        try
        {
            var history = LinearizableRegister(new Random(6), clients: 3, operations: 50, unknownShare: 0.2);
            await HistoryFile.WriteAsync(file, history, TestContext.Current.CancellationToken);
            Assert.Equal(history, await HistoryFile.ReadAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Compare<TState>(ISequentialModel<TState> model, Func<Random, RecordedOperation[]> make) where TState : IEquatable<TState>
    {
        var verdicts = new int[2];
        for (var seed = 0; seed < 15_000; seed++)
        {
            var history = make(new Random(seed));
            var expected = BruteForce.IsLinearizable(history, model) ? LinearizabilityVerdict.Linearizable : LinearizabilityVerdict.NotLinearizable;
            var actual = LinearizabilityChecker.Check(history, model).Verdict;
            Assert.True(expected == actual, $"seed {seed}: expected {expected}, actual {actual}\n{string.Join('\n', (object[])history)}");
            verdicts[expected == LinearizabilityVerdict.Linearizable ? 0 : 1]++;
        }

        Assert.All(verdicts, count => Assert.InRange(count, 1_000, 14_000)); // both answers were really put to the test
    }

    /// <summary>The first half of a long linearizable history, up to an instant at which nothing is under way.</summary>
    private static List<RecordedOperation> Pause(int seed, out long at)
    {
        var history = LinearizableRegister(new Random(seed), clients: 8, operations: 4_000, unknownShare: 0);
        var middle = history.Where(o => Free(history, o.ReturnedAt)).OrderBy(o => Math.Abs(o.ReturnedAt - (history.Max(h => h.ReturnedAt) / 2))).First().ReturnedAt;
        at = middle + 1;
        return [.. history.Where(o => o.ReturnedAt <= middle)];

        static bool Free(List<RecordedOperation> history, long instant) => !history.Any(o => o.InvokedAt <= instant && o.ReturnedAt > instant);
    }
}
