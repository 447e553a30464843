using System.Runtime.CompilerServices;
using System.Text;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>
/// Client of the project's own three-member Raft arbiter, for development and small installations. Its members acknowledge before their disk
/// does, so that a power loss of one member may take back what it acknowledged; use etcd where that matters.
/// </summary>
/// <remarks>Dispose ends observations. May be used concurrently.</remarks>
public sealed class EmbeddedArbiter : IArbiter, IDisposable
{
    private readonly ArbiterMembers _members;
    private readonly TimeProvider _time;
    private readonly string _authorization;

    /// <summary>Connects to nothing yet; the first call does.</summary>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    public EmbeddedArbiter(EmbeddedArbiterOptions options, TimeProvider time)
    {
        _members = new ArbiterMembers(options, time);
        _time = time;
        _authorization = $"Bearer {options.Key}";
    }

    /// <inheritdoc/>
    public Task<ArbiterRead> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArbiterRequests.RequireKeys(keys);
        return ReadAsync(new EmbeddedArbiterCommand(null, keys, null), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArbiterRead> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArbiterLimits.RequireKey(prefix);
        return ReadAsync(new EmbeddedArbiterCommand(null, null, prefix), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ArbiterCommit> CommitAsync(ArbiterTransaction transaction, CancellationToken cancellationToken)
    {
        ArbiterRequests.RequireNotEmpty(transaction);
        var body = EmbeddedArbiterProtocol.Encode(EmbeddedArbiterCommand.Of(transaction));
        var exchange = await _members.SendAsync(EmbeddedArbiterProtocol.CommitPath, body, isRepeatable: false, _authorization, Judge, cancellationToken);
        if (exchange.Verdict == ArbiterVerdict.NotApplied) return ArbiterCommit.Unavailable(exchange.Reason);
        if (exchange.Verdict == ArbiterVerdict.Unclear) return ArbiterCommit.Unknown(exchange.Reason);
        var answer = EmbeddedArbiterProtocol.DecodeAnswer(exchange.Body.Span);
        return answer.Committed
            ? ArbiterCommit.Committed(new(answer.Revision))
            : ArbiterCommit.Conflict([.. answer.Entries.Select(e => e.ToEntry())]);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ArbiterHint> ObserveAsync(string prefix, CancellationToken cancellationToken)
    {
        ArbiterLimits.RequireKey(prefix);
        var body = EmbeddedArbiterProtocol.Encode(new EmbeddedArbiterCommand(null, null, prefix));
        return ArbiterObservation.RepeatAsync(() => ObserveAsync(body, CancellationToken.None), _time, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _members.Dispose();

    private async IAsyncEnumerable<ArbiterHint> ObserveAsync(byte[] body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in _members.ReadLinesAsync(EmbeddedArbiterProtocol.ObservePath, body, _authorization, cancellationToken))
            yield return new(new(EmbeddedArbiterProtocol.DecodeAnswer(Encoding.UTF8.GetBytes(line)).Revision));
    }

    private async Task<ArbiterRead> ReadAsync(EmbeddedArbiterCommand command, CancellationToken cancellationToken)
    {
        var body = EmbeddedArbiterProtocol.Encode(command);
        var exchange = await _members.SendAsync(EmbeddedArbiterProtocol.ReadPath, body, isRepeatable: true, _authorization, Judge, cancellationToken);
        if (exchange.Verdict != ArbiterVerdict.Answered) return ArbiterRead.Unavailable(exchange.Reason);
        var answer = EmbeddedArbiterProtocol.DecodeAnswer(exchange.Body.Span);
        return ArbiterRead.Found(new(answer.Revision), [.. answer.Entries.Select(e => e.ToEntry())]);
    }

    /// <summary>421: the member does not lead; 401: wrong key; 400: malformed; 503: stopping. A member says so before it appends anything.</summary>
    private static ArbiterVerdict Judge(int status, ReadOnlyMemory<byte> body) => status switch
    {
        200 => ArbiterVerdict.Answered,
        400 or 401 or 421 or 503 => ArbiterVerdict.NotApplied,
        _ => ArbiterVerdict.Unclear,
    };
}
