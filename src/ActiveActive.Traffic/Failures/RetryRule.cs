namespace ActiveActive.Traffic;

/// <summary>What may be done after a failed attempt. Pure: never repeats what may have been applied, unless a repeat does no harm there.</summary>
internal static class RetryRule
{
    /// <summary>Decides.</summary>
    /// <param name="failure">How the attempt failed.</param>
    /// <param name="readOnly">The method changes nothing: it may be repeated anywhere.</param>
    /// <param name="idempotent">The caller vouches for a repeat in the same site.</param>
    public static RetryTarget After(CallFailure failure, bool readOnly, bool idempotent) => failure switch
    {
        CallFailure.NotApplied or CallFailure.Overloaded => RetryTarget.NextSite,
        CallFailure.Unknown or CallFailure.UnknownToGrain when readOnly => RetryTarget.NextSite,
        CallFailure.Unknown or CallFailure.UnknownToGrain when idempotent => RetryTarget.SameSite,
        _ => RetryTarget.None,
    };
}
