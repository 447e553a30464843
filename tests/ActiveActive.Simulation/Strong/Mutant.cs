namespace ActiveActive.Simulation.Strong;

/// <summary>
/// Known ways to get strong state wrong. Each is planted in the wiring around the unchanged machines and must turn the simulation red: an
/// invariant that no mutant ever broke would prove nothing.
/// </summary>
public enum Mutant
{
    /// <summary>The product as it is.</summary>
    None = 0,

    /// <summary>Stores take writes of any epoch.</summary>
    NoFence,

    /// <summary>Stores compare the epoch and not the nonce. Shows only when the arbiter forgets (see <see cref="StrongOptions.ArbiterForgets"/>).</summary>
    FenceWithoutNonce,

    /// <summary>A silo reads as long as any silo of its site has a lease.</summary>
    SiteWideLease,

    /// <summary>Writes that wait for a silent peer are acknowledged when the shrink is wanted, not when it is confirmed.</summary>
    AcknowledgeBeforeShrink,

    /// <summary>The lease counts from the answer to a renewal.</summary>
    DeadlineFromAnswer,

    /// <summary>A silo takes over although its store is not in the set.</summary>
    TakeOverFromOutside,

    /// <summary>A take-over by the other site leaves the lost site in the recorded set.</summary>
    TakeOverKeepsLostSite,

    /// <summary>A take-over does not end the old holder's session.</summary>
    TakeOverWithoutTombstone,

    /// <summary>The snapshot for a returning store is taken before it receives, and nobody notices the hole.</summary>
    CopyBeforeReceipt,

    /// <summary>Reads show what is not committed yet.</summary>
    ReadUncommitted,

    /// <summary>The arbiter applies writes without comparing.</summary>
    BlindPut,

    /// <summary>A transaction that timed out is made again on whatever revisions there are now.</summary>
    BlindRetry,

    /// <summary>Reads do not ask for the lease.</summary>
    ReadWithoutLease,

    /// <summary>Operation ids are ignored: a retry is a new operation.</summary>
    NoDeduplication,

    /// <summary>A store that lost data keeps its incarnation.</summary>
    SameIncarnationAfterLoss,

    /// <summary>What a new holder finds uncommitted is dropped.</summary>
    DropUncommittedSuffix,

    /// <summary>The silos of one site wait for less than the others' leases last.</summary>
    ImpatientChallenger,
}
