using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ActiveActive.Protocol.Ownership;
using ActiveActive.Store;
using StackExchange.Redis;

namespace ActiveActive.Arbitration;

/// <summary>
/// The logs of ownership groups in a site's store: carries out a <see cref="StoreRequest"/> in one script and one round trip, by the rules of
/// <see cref="GroupLog"/> (S3).
/// </summary>
/// <remarks>Safe for concurrent use; requests to one group take effect one after another, in the order in which the store takes them.</remarks>
public sealed class GroupLogStore
{
    /// <summary>Most entries of one request. The log itself is kept shorter by trimming.</summary>
    public const int MaxEntries = 2_000;

    private readonly ScriptedStore _store;
    private readonly StrongKeys _keys;
    private readonly StoreScript _script;

    /// <summary>Creates the access.</summary>
    /// <param name="store">The store; must have been connected with <see cref="Script"/>.</param>
    /// <param name="keys">Names.</param>
    public GroupLogStore(ScriptedStore store, StrongKeys keys) : this(store, keys, Script)
    {
    }

    /// <summary>With another script, for the tests of the tests.</summary>
    internal GroupLogStore(ScriptedStore store, StrongKeys keys, StoreScript script) => (_store, _keys, _script) = (store, keys, script);

    /// <summary>The script.</summary>
    public static StoreScript Script { get; } = StoreScript.FromResource(typeof(GroupLogStore).Assembly, "group-log");

    /// <summary>Carries out a request.</summary>
    /// <param name="group">The group.</param>
    /// <param name="request">The request.</param>
    /// <param name="incarnation">The store's incarnation as its admission settled it. A join adopts it: the log of a store that lost its data begins anew.</param>
    /// <param name="cancellationToken">Gives up waiting; the request may still take effect, and may be sent again.</param>
    /// <exception cref="ArgumentException">More than <see cref="MaxEntries"/> entries.</exception>
    /// <exception cref="StoreException">The store did not carry it out, or the outcome is unknown; sending it again is always safe.</exception>
    public async Task<LogReply> ExecuteAsync(GroupId group, StoreRequest request, string incarnation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(incarnation);
        if (request.Entries.Count > MaxEntries || request.Copy.Entries.Count > MaxEntries)
            throw new ArgumentException($"at most {MaxEntries} entries fit into one request; trim the log or send less at a time.", nameof(request));
        var answer = await _store.RunAsync(_script, [_keys.Log(group)], Arguments(request, incarnation), cancellationToken).ConfigureAwait(false);
        return Reply((RedisResult[])answer!, request);
    }

    private static RedisValue[] Arguments(StoreRequest request, string incarnation) =>
    [
        request.Kind switch
        {
            StoreRequestKind.Fence => "fence",
            StoreRequestKind.Append => "append",
            StoreRequestKind.Trim => "trim",
            StoreRequestKind.BeginJoin => "join",
            _ => "install",
        },
        request.StoreIncarnation,
        request.Epoch.Value,
        request.Nonce,
        .. Rest(request, incarnation),
    ];

    private static IEnumerable<RedisValue> Rest(StoreRequest request, string incarnation) => request.Kind switch
    {
        StoreRequestKind.Fence => [],
        StoreRequestKind.Append => [request.After, request.Committed, request.Trim, .. request.Entries.Select(Encode)],
        StoreRequestKind.Trim => [request.Trim],
        StoreRequestKind.BeginJoin => [request.Attempt, incarnation],
        _ =>
        [
            request.Attempt, request.After, request.Copy.Base, request.Copy.BaseEpoch.Value, request.Copy.Committed,
            .. request.Copy.Entries.SelectMany(e => new[] { e.Epoch.Value, Encode(e) }),
        ],
    };

    private static LogReply Reply(RedisResult[] answer, StoreRequest request)
    {
        var status = (string?)answer[0] switch
        {
            "ok" => LogStatus.Accepted,
            "lower" => LogStatus.LowerEpoch,
            "nonce" => LogStatus.OtherNonce,
            "gap" => LogStatus.Gap,
            "diverged" => LogStatus.Diverged,
            "stale" => LogStatus.StaleJoin,
            "incarnation" => LogStatus.OtherIncarnation,
            var other => throw new InvalidOperationException($"the group log answered '{other}', which no request has for an answer."),
        };
        var committed = (long)answer[4];
        LogCopy? log = null;
        if (request.Kind == StoreRequestKind.Fence && status == LogStatus.Accepted)
        {
            var first = (long)answer[5];
            log = new LogCopy(first, new Epoch((long)answer[6]), [.. answer.Skip(7).Select((entry, i) => Decode((byte[])entry!, first + 1 + i))], committed);
        }

        return new(status, (string)answer[1]!, (long)answer[2], new Epoch((long)answer[3]), committed, log);
    }

    /// <summary>Operation and body of an entry: what makes two entries the same operation, compared by the store byte by byte.</summary>
    private static RedisValue Encode(LogEntry entry)
    {
        var operation = Encoding.UTF8.GetBytes(entry.Operation.Value);
        var bytes = new byte[2 + operation.Length + entry.Body.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)operation.Length);
        operation.CopyTo(bytes, 2);
        entry.Body.CopyTo(bytes.AsMemory(2 + operation.Length));
        return bytes;
    }

    /// <summary>An entry as it stands in the hash: epoch in decimal, a colon, operation and body.</summary>
    private static LogEntry Decode(byte[] stored, long place)
    {
        var colon = stored.AsSpan().IndexOf((byte)':');
        var epoch = long.Parse(Encoding.ASCII.GetString(stored, 0, colon), CultureInfo.InvariantCulture);
        var rest = stored.AsMemory(colon + 1);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        var operation = length == 0 ? default : OperationId.Parse(Encoding.UTF8.GetString(rest.Span.Slice(2, length)));
        return new LogEntry(new Epoch(epoch), place, operation, rest[(2 + length)..]);
    }
}
