using ActiveActive.World;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>Tells the user what happens to the world. Members may be called concurrently.</summary>
internal interface IWorldReporter
{
    /// <summary>The start begins.</summary>
    void Starting(WorldPlan plan, int? warden);

    /// <summary>A process has changed.</summary>
    /// <param name="process">As it is now.</param>
    /// <param name="detail">Why it is not up; null when it is.</param>
    void Process(WorldProcess process, string? detail);

    /// <summary>A fault has begun or ended.</summary>
    void Fault(FaultStatus fault);

    /// <summary>Both clusters have answered through both gateways.</summary>
    void Ready(WorldPlan plan, string key, WorldDocument world, TimeSpan elapsed);

    /// <summary>The world is being stopped.</summary>
    void Stopping();

    /// <summary>Nothing runs any more.</summary>
    void Stopped(TimeSpan elapsed);

    /// <summary>The world cannot start, or cannot go on.</summary>
    void Failed(string message);
}
