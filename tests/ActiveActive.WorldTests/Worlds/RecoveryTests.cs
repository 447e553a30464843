using ActiveActive.LocalWorld.Demo.Steps;
using ActiveActive.World;
using ActiveActive.WorldTests.Harness;

namespace ActiveActive.WorldTests.Worlds;

/// <summary>
/// Silos and a site are lost under load. No call fails, every acknowledged write is there exactly once (S5 within one site), and what was
/// lost is replaced.
/// </summary>
public abstract class RecoveryTests(WorldFixture world)
{
    [Fact]
    public Task Silo_IsKilled_CallsGoOnAndItIsReplaced() => HurtAsync(FaultKinds.Kill, "b-1");

    [Fact]
    public Task Silo_IsFrozen_CallsRecoverWhileItIsAndItIsReplacedAfterwards() => HurtAsync(FaultKinds.Pause, "a-2", healsWhenCallsRecovered: true);

    [Fact]
    public Task Silo_IsCutOffInSilence_IsEvictedAloneAndReplaced() => HurtAsync(FaultKinds.Stall, "b-2");

    [Fact]
    public Task Silo_IsCutOffByResets_IsEvictedAloneAndReplaced() => HurtAsync(FaultKinds.Refuse, "a-3");

    [Fact]
    public Task Site_IsLostAndReturns_CallersMoveAndItsDataAreStillThere() =>
        world.TourAsync(new ShopStep(), new SiteLossStep("b", "a"), new SiteReturnStep("b", "a"));

    [Fact]
    public Task Site_IsDrained_NoCallFailsOrIsRepeated() => world.TourAsync(new DrainStep("a", "b"));

    private Task HurtAsync(string kind, string silo, bool healsWhenCallsRecovered = false) => world.TourAsync(new SiloFaultStep
    {
        Title = $"{kind} {silo}", Expectation = "", ByHand = [], Kind = kind, Silo = silo, HealsWhenCallsRecovered = healsWhenCallsRecovered,
    });
}

[Collection(EmbeddedWorldTests.Name)]
public sealed class EmbeddedRecoveryTests(EmbeddedWorld world) : RecoveryTests(world);

[Collection(ServicesWorldTests.Name)]
public sealed class ServicesRecoveryTests(ServicesWorld world) : RecoveryTests(world);
