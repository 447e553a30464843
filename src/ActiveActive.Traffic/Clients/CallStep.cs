namespace ActiveActive.Traffic;

/// <summary>What a call does after a failed attempt.</summary>
/// <param name="GivenUp">Why it stops; null when it goes on.</param>
/// <param name="Wait">How long it waits before the next attempt.</param>
/// <param name="Replan">Whether it then goes by the candidates of the moment.</param>
internal readonly record struct CallStep(GivenUp? GivenUp, TimeSpan Wait, bool Replan)
{
    /// <summary>No further attempt.</summary>
    public static CallStep Stop(GivenUp why) => new(why, TimeSpan.Zero, false);

    /// <summary>Another attempt.</summary>
    public static CallStep After(TimeSpan wait, bool replan) => new(null, wait, replan);
}
