using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Tests.Ownership;

/// <summary>S4, S7: the durations that ownership rests on.</summary>
public sealed class LeaseTimingsTests
{
    [Fact]
    public void Validate_Defaults_FitTogether() => new LeaseTimings().Validate();

    [Fact]
    public void Spans_ClocksDriftApartToTheLimit_HolderStopsBeforeChallengerBegins()
    {
        var timings = new LeaseTimings();

        // A slow holder's clock stretches its span, a fast challenger's shrinks its wait; true time decides.
        var holder = timings.HolderSpan / (1 - timings.DriftRate);
        var challenger = timings.ChallengerSpan / (1 + timings.DriftRate);

        Assert.True(holder < challenger, $"{holder} is not before {challenger}");
    }

    [Fact]
    public void Validate_OneLostRenewalWouldCostTheLease_IsRefusedWithTheRemedy()
    {
        var error = Assert.Throws<ArgumentException>(() => new LeaseTimings { Duration = TimeSpan.FromSeconds(4) }.Validate());

        Assert.Contains("raise Duration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_DurationsThatContradictEachOther_AreRefused()
    {
        Refuses(new LeaseTimings { StoreFreshness = TimeSpan.FromMilliseconds(500) }, "StoreFreshness");
        Refuses(new LeaseTimings { ResendEvery = TimeSpan.FromSeconds(1) }, "PeerSilence");
        Refuses(new LeaseTimings { Margin = TimeSpan.Zero }, "Margin");
        Refuses(new LeaseTimings { DriftRate = 0.5 }, "DriftRate");

        static void Refuses(LeaseTimings timings, string names) =>
            Assert.Contains(names, Assert.Throws<ArgumentException>(timings.Validate).Message, StringComparison.Ordinal);
    }
}
