using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>What the caller of a failed call is told: what is known of its effect, why there was no further attempt, and what to do.</summary>
internal static class CallVerdict
{
    /// <summary>Makes the exception.</summary>
    public static Exception Of(in CallProgress call, GivenUp why, GrainId grain, bool readOnly, MultiClusterClientOptions options)
    {
        var cause = call.Last?.Message ?? "no cluster that could take it is connected";
        if (call.IsBound)
            return new OutcomeUnknownException($"the call to {grain} may have been applied: {cause} {Reason(why, call, options)} Retry with the same operation id.", call.Last);
        if (why == GivenUp.Shed)
            return new OverloadedException($"the call to {grain} was shed and not applied: every site has all it can take ({options.MaxInFlightPerSite} calls under way from here).", options.RetryAfter);
        return new SiteUnavailableException($"no site answered the call to {grain}; {(readOnly ? "it changes nothing" : "it was not applied")}: {cause} {Reason(why, call, options)}", call.Last);
    }

    private static string Reason(GivenUp why, in CallProgress call, MultiClusterClientOptions options) => why switch
    {
        GivenUp.NotRepeatable => "It was not repeated, because nothing says that a repeat does no harm.",
        GivenUp.Attempts => $"It was tried {options.MaxAttempts} times ({call.Attempts} of them sent).",
        GivenUp.Deadline => $"No further attempt fits into {options.CallTimeout.TotalSeconds:0.#} s.",
        GivenUp.Budget => "Retries of all calls together have reached their limit.",
        _ => string.Empty,
    };
}
