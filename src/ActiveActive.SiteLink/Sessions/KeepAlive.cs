namespace ActiveActive.SiteLink;

/// <summary>Decides when to ping and when a connection is lost. Fed with timestamps of one monotonic clock; not thread-safe.</summary>
/// <param name="timeout">How long one ping may stay unanswered.</param>
/// <param name="frequency">Timestamps per second.</param>
internal sealed class KeepAlive(TimeSpan timeout, long frequency)
{
    private ulong _sequence;
    private long _sentAt;
    private bool _waiting;

    /// <summary>What to do now.</summary>
    /// <param name="now">The current timestamp.</param>
    /// <param name="ping">The sequence to send, when the answer is <see cref="Step.Ping"/>.</param>
    public Step Tick(long now, out ulong ping)
    {
        ping = 0;
        if (_waiting) return Elapsed(now) >= timeout ? Step.Lost : Step.Wait;
        ping = ++_sequence;
        _sentAt = now;
        _waiting = true;
        return Step.Ping;
    }

    /// <summary>Takes the answer; the round trip, or null for an answer to nothing.</summary>
    public TimeSpan? Pong(ulong sequence, long now)
    {
        if (!_waiting || sequence != _sequence) return null;
        _waiting = false;
        return Elapsed(now);
    }

    private TimeSpan Elapsed(long now) => TimeSpan.FromSeconds((now - _sentAt) / (double)frequency);

    /// <summary>What a tick asks for.</summary>
    public enum Step
    {
        /// <summary>Nothing: a ping is under way.</summary>
        Wait,

        /// <summary>Send a ping.</summary>
        Ping,

        /// <summary>The peer is silent: give the connection up.</summary>
        Lost,
    }
}
