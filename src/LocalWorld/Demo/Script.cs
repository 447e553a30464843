using ActiveActive.LocalWorld.Demo.Steps;
using ActiveActive.World;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>The tour as data.</summary>
internal static class Script
{
    /// <summary>Fewest silos of a site: of two, neither can tell whether it or the other is cut off.</summary>
    public const int MinSilos = 3;

    /// <summary>The steps in their order. A step may build on those before it.</summary>
    public static IReadOnlyList<IDemoStep> Steps { get; } =
    [
        new ShopStep(),
        new SiloFaultStep
        {
            Title = "Cut silo a-2 off from its cluster",
            Expectation = "Its peers evict it, its grains answer elsewhere, it finds itself dead and ends, and the supervisor replaces it.",
            ByHand = ["-- partition a-2"],
            Kind = FaultKinds.Stall,
            Silo = "a-2",
        },
        new SiloFaultStep
        {
            Title = "Freeze silo b-3",
            Expectation = "Its peers evict it while its sockets stay open; calls recover although it is still frozen. Once resumed it ends and is replaced.",
            ByHand = ["-- pause b-3", "-- resume b-3"],
            Kind = FaultKinds.Pause,
            Silo = "b-3",
            HealsWhenCallsRecovered = true,
        },
        new SiloFaultStep
        {
            Title = "Kill silo a-1",
            Expectation = "Its peers see its connections close and evict it; the supervisor replaces it at once.",
            ByHand = ["-- kill a-1"],
            Kind = FaultKinds.Kill,
            Silo = "a-1",
        },
        new SiteLossStep("a", "b"),
        new SiteReturnStep("a", "b"),
        new DrainStep("b", "a"),
    ];
}
