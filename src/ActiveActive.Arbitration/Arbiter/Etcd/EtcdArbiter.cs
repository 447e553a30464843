using System.Runtime.CompilerServices;
using System.Text.Json;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>
/// The arbiter on an etcd cluster, through the JSON gateway of its client port. Uses transactions, linearizable ranges and watches and nothing
/// else: no etcd lease, whose time is a hint in both directions, and no etcd lock.
/// </summary>
/// <remarks>Dispose ends observations. May be used concurrently.</remarks>
public sealed class EtcdArbiter : IArbiter, IDisposable
{
    private readonly EtcdArbiterOptions _options;
    private readonly TimeProvider _time;
    private readonly ArbiterMembers _members;
    private readonly EtcdJson _json;
    private string? _token;

    /// <summary>Connects to nothing yet; the first call does.</summary>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    public EtcdArbiter(EtcdArbiterOptions options, TimeProvider time)
    {
        _members = new ArbiterMembers(options, time);
        _options = options;
        _time = time;
        _json = new EtcdJson(options.KeyPrefix);
    }

    /// <inheritdoc/>
    public async Task<ArbiterRead> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArbiterRequests.RequireKeys(keys);
        var exchange = await SendAsync("/v3/kv/txn", _json.Read(keys), isRepeatable: true, cancellationToken);
        if (exchange.Verdict != ArbiterVerdict.Answered) return ArbiterRead.Unavailable(exchange.Reason);
        using var answer = JsonDocument.Parse(exchange.Body);
        return ArbiterRead.Found(EtcdJson.Revision(answer.RootElement), _json.Ranges(answer.RootElement, keys));
    }

    /// <inheritdoc/>
    public async Task<ArbiterRead> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArbiterLimits.RequireKey(prefix);
        var exchange = await SendAsync("/v3/kv/range", _json.List(prefix), isRepeatable: true, cancellationToken);
        if (exchange.Verdict != ArbiterVerdict.Answered) return ArbiterRead.Unavailable(exchange.Reason);
        using var answer = JsonDocument.Parse(exchange.Body);
        return ArbiterRead.Found(EtcdJson.Revision(answer.RootElement), _json.Entries(answer.RootElement));
    }

    /// <inheritdoc/>
    public async Task<ArbiterCommit> CommitAsync(ArbiterTransaction transaction, CancellationToken cancellationToken)
    {
        ArbiterRequests.RequireNotEmpty(transaction);
        var exchange = await SendAsync("/v3/kv/txn", _json.Commit(transaction), isRepeatable: false, cancellationToken);
        if (exchange.Verdict == ArbiterVerdict.NotApplied) return ArbiterCommit.Unavailable(exchange.Reason);
        if (exchange.Verdict == ArbiterVerdict.Unclear) return ArbiterCommit.Unknown(exchange.Reason);
        using var answer = JsonDocument.Parse(exchange.Body);
        if (answer.RootElement.TryGetProperty("succeeded", out var succeeded) && succeeded.GetBoolean())
            return ArbiterCommit.Committed(EtcdJson.Revision(answer.RootElement));
        return ArbiterCommit.Conflict(_json.Ranges(answer.RootElement, transaction.Writes.Select(w => w.Key)));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ArbiterHint> ObserveAsync(string prefix, CancellationToken cancellationToken)
    {
        ArbiterLimits.RequireKey(prefix);
        return ArbiterObservation.RepeatAsync(() => WatchAsync(prefix, CancellationToken.None), _time, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _members.Dispose();

    private async IAsyncEnumerable<ArbiterHint> WatchAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in _members.ReadLinesAsync("/v3/watch", _json.Watch(prefix), Volatile.Read(ref _token), cancellationToken))
        {
            using var message = JsonDocument.Parse(line);
            if (!message.RootElement.TryGetProperty("result", out var result) || result.TryGetProperty("canceled", out _)) yield break;
            yield return new(EtcdJson.Revision(result));
        }
    }

    private async Task<ArbiterExchange> SendAsync(string path, byte[] body, bool isRepeatable, CancellationToken cancellationToken)
    {
        if (_options.UserName is not null && Volatile.Read(ref _token) is null && await AuthenticateAsync(cancellationToken) is { } refusal) return refusal;
        var token = Volatile.Read(ref _token);
        var exchange = await _members.SendAsync(path, body, isRepeatable, token, Judge, cancellationToken);
        if (exchange.Verdict != ArbiterVerdict.NotApplied || token is null) return exchange;

        // The token may have expired: nothing was applied, so that one more try with a fresh one is no repetition.
        Interlocked.CompareExchange(ref _token, null, token);
        if (await AuthenticateAsync(cancellationToken) is { } again) return again;
        return await _members.SendAsync(path, body, isRepeatable, Volatile.Read(ref _token), Judge, cancellationToken);
    }

    private async Task<ArbiterExchange?> AuthenticateAsync(CancellationToken cancellationToken)
    {
        var body = EtcdJson.Authenticate(_options.UserName!, _options.Password!);
        var exchange = await _members.SendAsync("/v3/auth/authenticate", body, isRepeatable: true, null, Judge, cancellationToken);
        if (exchange.Verdict == ArbiterVerdict.Answered && EtcdJson.Token(exchange.Body) is { } token)
        {
            Volatile.Write(ref _token, token);
            return null;
        }

        return new(ArbiterVerdict.NotApplied, default, $"authentication as '{_options.UserName}' failed: {exchange.Reason}");
    }

    /// <summary>
    /// Only refusals made before etcd proposes anything count as not applied: a malformed request (400), a bad or missing token (401) and a
    /// missing permission (403). Everything else, "no leader" and "too many requests" included, may hide a proposal that is still under way.
    /// </summary>
    private static ArbiterVerdict Judge(int status, ReadOnlyMemory<byte> body) => status switch
    {
        200 => ArbiterVerdict.Answered,
        400 or 401 or 403 => ArbiterVerdict.NotApplied,
        _ => ArbiterVerdict.Unclear,
    };
}
