namespace ActiveActive.Protocol.Ownership;

/// <summary>The durations ownership rests on. They only make sense together; <see cref="Validate"/> checks them as a set.</summary>
public sealed class LeaseTimings
{
    /// <summary>D: how long a renewal is good for. Default 5 s. Fail-over takes a little more than this; a longer one rides out longer elections.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a session is renewed. Default 1 s.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>r: by how much any two monotonic clocks may drift from true time, as a fraction. Default 0.01; real ones stay below 0.0005.</summary>
    public double DriftRate { get; init; } = 0.01;

    /// <summary>Taken off at the holder and added at the challenger, for what no rule covers. Default 500 ms.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>T: how long the other site's store may leave a write unanswered before it is taken out of the set. Default 1 s.</summary>
    public TimeSpan PeerSilence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time a call to the arbiter takes. Default 1 s.</summary>
    public TimeSpan ArbiterTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest election the arbiter is expected to need. Default 1 s: etcd at its default election timeout, with pre-vote.</summary>
    public TimeSpan ArbiterElection { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How young the last durable write to the own store must be for a renewal. Default 2 s: a silo whose store is stuck gives up.</summary>
    public TimeSpan StoreFreshness { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How much longer the other site waits when the holder's site has live silos that can take over themselves. Default 2 s (S7).</summary>
    public TimeSpan SiteGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after one attempt to bring the other store back into the set the next one begins. Default 1 s.</summary>
    public TimeSpan RejoinEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long copying a snapshot to a returning store may take. Default 30 s.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an unanswered request to a store waits before it is sent again, unchanged. Default 250 ms.</summary>
    public TimeSpan ResendEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the holder may act on a renewal, counted from the instant it was <em>sent</em>: D(1-r) - margin.</summary>
    public TimeSpan HolderSpan => (Duration * (1 - DriftRate)) - Margin;

    /// <summary>How long a session must not have moved before it may be ended, counted from the <em>answer</em> of a linearizable read: D(1+r) + margin.</summary>
    public TimeSpan ChallengerSpan => (Duration * (1 + DriftRate)) + Margin;

    /// <summary>Throws when the durations do not fit together; the message says which, their values and the remedy.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Validate()
    {
        if (DriftRate is < 0 or > 0.1) throw new ArgumentException($"DriftRate {DriftRate} must be between 0 and 0.1.");
        foreach (var (name, value) in new[]
        {
            (nameof(RenewEvery), RenewEvery), (nameof(Margin), Margin), (nameof(PeerSilence), PeerSilence), (nameof(ArbiterTimeout), ArbiterTimeout),
            (nameof(ArbiterElection), ArbiterElection), (nameof(StoreFreshness), StoreFreshness), (nameof(RejoinEvery), RejoinEvery), (nameof(JoinTimeout), JoinTimeout), (nameof(ResendEvery), ResendEvery),
        })
            if (value <= TimeSpan.Zero) throw new ArgumentException($"{name} {value} must be positive.");
        if (SiteGrace < TimeSpan.Zero) throw new ArgumentException($"SiteGrace {SiteGrace} must not be negative.");
        // One renewal may be lost with its timeout, the next may meet an election: only then is the lease in danger.
        var needed = RenewEvery + ArbiterTimeout + ArbiterTimeout + ArbiterElection;
        if (HolderSpan < needed)
            throw new ArgumentException(
                $"a renewal is good for {HolderSpan} (Duration {Duration}, less drift and margin), but RenewEvery {RenewEvery} + 2 ArbiterTimeout {ArbiterTimeout} " +
                $"+ ArbiterElection {ArbiterElection} are {needed}: raise Duration, or one lost renewal costs the ownership.");
        if (StoreFreshness < RenewEvery) throw new ArgumentException($"StoreFreshness {StoreFreshness} is below RenewEvery {RenewEvery}: every other renewal would be withheld; raise it.");
        if (ResendEvery >= PeerSilence) throw new ArgumentException($"ResendEvery {ResendEvery} must be below PeerSilence {PeerSilence}: one lost message must not cost the peer its place.");
    }
}
