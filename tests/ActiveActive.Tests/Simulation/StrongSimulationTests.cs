using ActiveActive.Simulation.Strong;

namespace ActiveActive.Tests.Simulation;

/// <summary>
/// The protocol of strong state under simulated faults: S1 to S7 as invariants I1 to I9. The long runs are the simulation's own command; here are few
/// schedules, and the proof that it can fail.
/// </summary>
public sealed class StrongSimulationTests
{
    [Fact]
    public void Run_SameSeed_IsTheSameScheduleEventByEvent()
    {
        var first = StrongSimulation.Run(new StrongOptions(7) { Trace = true });
        var second = StrongSimulation.Run(new StrongOptions(7) { Trace = true });
        var other = StrongSimulation.Run(new StrongOptions(8));

        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(first.Digest, second.Digest);
        Assert.NotEqual(first.Digest, other.Digest);
        Assert.Equal(first.Digest, StrongSimulation.Run(new StrongOptions(7)).Digest);
    }

    [Fact]
    public void Run_EveryKindOfFault_BreaksNoInvariant()
    {
        ScheduleResult[] results = [.. Enumerable.Range(1, 60).Select(seed => StrongSimulation.Run(new StrongOptions(seed)))];

        Assert.All(results, r => Assert.True(r.Violation is null, $"seed {r.Seed}: {r.Violation}"));
        Assert.Equal(0, results.Sum(r => r.Undecided));
        // The schedules have done something: groups changed hands, sets shrank and grew, most writes went through.
        Assert.InRange(results.Sum(r => r.Holds), 200, int.MaxValue);
        Assert.InRange(results.Sum(r => r.SetChanges), 200, int.MaxValue);
        Assert.InRange(results.Sum(r => r.Acknowledged), 6_000, int.MaxValue);
    }

    /// <summary>S7: both sites reach the arbiter, so nobody has a reason to take anything over.</summary>
    [Fact]
    public void Run_OnlyTheSiteLinkFails_NoGroupChangesItsHolder()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var options = new StrongOptions(seed) { OnlyTheSiteLinkFails = true };
            var result = StrongSimulation.Run(options);

            Assert.True(result.Violation is null, $"seed {seed}: {result.Violation}");
            Assert.Equal(options.Groups, result.Holds);
        }
    }

    /// <summary>What the stores promise even when the arbiter does not keep its word: S3.</summary>
    [Fact]
    public void Run_ArbiterForgets_StoresStillTakeOneHolderPerEpoch()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var result = StrongSimulation.Run(new StrongOptions(seed) { ArbiterForgets = true });
            Assert.True(result.Violation is null, $"seed {seed}: {result.Violation}");
        }
    }

    public static TheoryData<Mutant, int> Mutants { get; } = new()
    {
        { Mutant.NoFence, 200 },
        { Mutant.FenceWithoutNonce, 200 },
        { Mutant.SiteWideLease, 200 },
        { Mutant.AcknowledgeBeforeShrink, 50 },
        { Mutant.DeadlineFromAnswer, 500 },
        { Mutant.TakeOverFromOutside, 50 },
        { Mutant.TakeOverKeepsLostSite, 100 },
        { Mutant.TakeOverWithoutTombstone, 200 },
        { Mutant.CopyBeforeReceipt, 50 },
        { Mutant.ReadUncommitted, 200 },
        { Mutant.BlindPut, 50 },
        { Mutant.BlindRetry, 50 },
        { Mutant.ReadWithoutLease, 200 },
        { Mutant.NoDeduplication, 50 },
        { Mutant.SameIncarnationAfterLoss, 50 },
        { Mutant.DropUncommittedSuffix, 50 },
        { Mutant.ImpatientChallenger, 200 },
    };

    /// <summary>Every known mistake turns the simulation red within a bounded number of schedules, and by an invariant, not by a crash.</summary>
    [Theory]
    [MemberData(nameof(Mutants))]
    public void Run_PlantedMistake_IsFound(Mutant mutant, int schedules)
    {
        var found = Enumerable.Range(1, schedules)
            .Select(seed => StrongSimulation.Run(new StrongOptions(seed, mutant) { ArbiterForgets = mutant == Mutant.FenceWithoutNonce }).Violation)
            .FirstOrDefault(violation => violation is not null);

        Assert.True(found is not null, $"{mutant} went unnoticed in {schedules} schedules");
        Assert.Matches(@" s: I\d ", found);
        TestContext.Current.SendDiagnosticMessage("{0}: {1}", mutant, found);
    }

    [Fact]
    public void Mutants_AllOfThem_AreTested() =>
        Assert.Equal(Enum.GetValues<Mutant>().Except([Mutant.None]).Order(), Mutants.Select(row => row.Data.Item1).Order());
}
