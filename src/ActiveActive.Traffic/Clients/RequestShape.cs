namespace ActiveActive.Traffic;

/// <summary>What the parameters of a grain method ask of the router.</summary>
[Flags]
internal enum RequestShape
{
    /// <summary>Nothing.</summary>
    Plain = 0,

    /// <summary>It can take an observer.</summary>
    TakesObserver = 1,

    /// <summary>It takes a <see cref="GrainCancellationToken"/>, which sends its cancellation to the reference it was handed over with.</summary>
    TakesGrainToken = 2,
}
