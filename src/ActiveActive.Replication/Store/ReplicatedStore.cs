using System.Diagnostics.Metrics;
using System.Globalization;
using ActiveActive.Store;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ActiveActive.Replication;

/// <summary>
/// Replicated state in a site's store: one write is one commit of one hash, with its pending delta (G1), under the store's incarnation (G5).
/// </summary>
/// <remarks>Safe for concurrent use. Nothing is repeated here: a <see cref="StoreException"/> says what is known.</remarks>
public sealed class ReplicatedStore : IAsyncDisposable
{
    private const int FieldsPerGrain = 8;
    private static readonly StoreScript Commit = StoreScript.FromResource(typeof(ReplicatedStore).Assembly, "grains-commit");
    private static readonly StoreScript Shipped = StoreScript.FromResource(typeof(ReplicatedStore).Assembly, "grain-shipped");
    private static readonly StoreScript Reserve = StoreScript.FromResource(typeof(ReplicatedStore).Assembly, "lives-reserve");
    private static readonly RedisValue[] RecordFields = ["v", "s", "l", "d", "p", "f", "t", "h"];
    private static readonly Meter Meter = new("ActiveActive.Replication");
    private static readonly Histogram<int> BatchSizes = Meter.CreateHistogram<int>("activeactive.replication.commit.batch", "{write}", "Writes in one commit.");

    private readonly ScriptedStore _store;
    private readonly IncarnationAdmission _admission;
    private readonly ReplicatedKeys _keys;
    private readonly TimeProvider _time;
    private readonly PartitionWriter[] _writers;

    private ReplicatedStore(ScriptedStore store, IncarnationAdmission admission, ReplicatedKeys keys, ReplicatedStoreOptions options, TimeProvider time)
    {
        _store = store;
        _admission = admission;
        _keys = keys;
        _time = time;
        _writers = [.. Enumerable.Range(0, ReplicatedKeys.Partitions)
            .Select(partition => new PartitionWriter(batch => CommitAsync(partition, batch), options, BatchSizes))];
    }

    /// <summary>The store's incarnation as settled at the last admission. A grain life of another one must not be continued.</summary>
    public StoreIncarnation Incarnation => _admission.Current;

    /// <summary>Connects and settles the store's incarnation.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="mint">Draws the name of a new incarnation; unique for ever, e.g. from a random generator.</param>
    /// <param name="time">Clock that orders what waits for shipping; nothing else depends on it.</param>
    /// <param name="logger">Admissions and refusals.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be reached, or must not be used.</exception>
    public static async Task<ReplicatedStore> ConnectAsync(
        ReplicatedStoreOptions options, Func<string> mint, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var keys = new ReplicatedKeys(options.ServiceId);
        var admission = new IncarnationAdmission(keys, mint);
        var store = await ScriptedStore.ConnectAsync(options.Connection, [Commit, Shipped, Reserve], admission, logger, cancellationToken).ConfigureAwait(false);
        return new ReplicatedStore(store, admission, keys, options, time);
    }

    /// <summary>Reads a grain; <see cref="GrainRecord.None"/> when it does not exist.</summary>
    /// <exception cref="StoreException">The store did not answer.</exception>
    public async Task<GrainRecord> ReadAsync(RedisKey grain, CancellationToken cancellationToken = default)
    {
        var fields = await _store.ReadAsync(grain, RecordFields, cancellationToken).ConfigureAwait(false);
        if (fields[0].IsNull) return GrainRecord.None;
        return new GrainRecord((long)fields[0], Bytes(fields[1]), (string?)fields[2] ?? "", Number(fields[3]), Bytes(fields[4]), Number(fields[5]), Number(fields[6]), Number(fields[7]));
    }

    /// <summary>Writes a grain, together with what other grains of its partition write at that moment.</summary>
    /// <param name="partition">The grain's partition.</param>
    /// <param name="write">The write.</param>
    /// <exception cref="StateTooLargeException">It exceeds <see cref="ReplicatedStoreOptions.MaxWriteBytes"/>.</exception>
    /// <exception cref="OverloadedException">Too many writes wait for this partition.</exception>
    /// <exception cref="StoreException">The store did not carry it out, or its outcome is unknown: read the grain again before anything else.</exception>
    public Task<GrainCommit> WriteAsync(int partition, GrainWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return _writers[partition].WriteAsync(write);
    }

    /// <summary>Reserves numbers for grain lives of a partition under the current incarnation.</summary>
    /// <returns>The incarnation and the first and last number; null when the incarnation changed meanwhile.</returns>
    /// <exception cref="StoreException">The store did not carry it out. Repeating is harmless: numbers are plentiful.</exception>
    public async Task<(string Incarnation, long First, long Last)?> ReserveLivesAsync(int partition, int count, CancellationToken cancellationToken = default)
    {
        var incarnation = Incarnation.Value;
        var answer = (string[])(await _store.RunAsync(Reserve, [_keys.Partition(partition)], [incarnation, count], cancellationToken).ConfigureAwait(false))!;
        if (answer[0] == "ok") return (incarnation, long.Parse(answer[1], CultureInfo.InvariantCulture), long.Parse(answer[2], CultureInfo.InvariantCulture));
        await _store.ReadmitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>The grains of a partition that may have something to ship, oldest first.</summary>
    /// <returns>Their hashes, and since when in milliseconds of Unix time. May name a grain with nothing to ship; never misses one.</returns>
    public async Task<IReadOnlyList<(RedisKey Grain, long Since)>> ReadDirtyAsync(int partition, int most, CancellationToken cancellationToken = default)
    {
        var entries = await _store.ReadLowestAsync(_keys.Dirty(partition), most, cancellationToken).ConfigureAwait(false);
        return [.. entries.Select(e => ((RedisKey)(string)e.Element!, (long)e.Score))];
    }

    /// <summary>Records that a grain's dots up to one are in the hub.</summary>
    /// <returns>True when nothing of the grain is pending any more; false when more was written meanwhile, or the incarnation changed.</returns>
    public async Task<bool> MarkShippedAsync(int partition, RedisKey grain, long dot, CancellationToken cancellationToken = default)
    {
        var answer = (string[])(await _store.RunAsync(Shipped, [_keys.Partition(partition), _keys.Dirty(partition), grain], [Incarnation.Value, dot], cancellationToken)
            .ConfigureAwait(false))!;
        if (answer[0] == "ok") return answer[1] == "clean";
        await _store.ReadmitAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<IReadOnlyList<GrainCommit>> CommitAsync(int partition, IReadOnlyList<GrainWrite> batch)
    {
        var keys = new RedisKey[2 + batch.Count];
        keys[0] = _keys.Partition(partition);
        keys[1] = _keys.Dirty(partition);
        var arguments = new RedisValue[2 + batch.Count * FieldsPerGrain];
        arguments[0] = Incarnation.Value;
        arguments[1] = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < batch.Count; i++)
        {
            keys[2 + i] = batch[i].Key;
            Fill(arguments.AsSpan(2 + i * FieldsPerGrain, FieldsPerGrain), batch[i]);
        }

        var answer = (string[])(await _store.RunAsync(Commit, keys, arguments).ConfigureAwait(false))!;
        if (answer[0] != "ok")
        {
            await _store.ReadmitAsync().ConfigureAwait(false);
            return [.. batch.Select(w => new GrainCommit(GrainCommitStatus.NewIncarnation, w.ExpectedVersion, 0))];
        }

        return [.. batch.Select((write, i) => Read(answer[1 + i * 2], answer[2 + i * 2], write))];
    }

    private static void Fill(Span<RedisValue> fields, GrainWrite write)
    {
        fields[0] = write.ExpectedVersion;
        fields[1] = write.State;
        fields[2] = write.Life;
        fields[3] = write.LastDot;
        fields[4] = write.Pending is null ? "m" : "w";
        fields[5] = write.Pending?.Delta ?? RedisValue.EmptyString;
        fields[6] = write.Pending?.From ?? 0;
        fields[7] = write.Pending?.To ?? 0;
    }

    private static GrainCommit Read(string status, string number, GrainWrite write)
    {
        var value = long.Parse(number, CultureInfo.InvariantCulture);
        return status == "ok"
            ? new GrainCommit(GrainCommitStatus.Committed, write.ExpectedVersion + 1, value)
            : new GrainCommit(GrainCommitStatus.Conflict, value, 0);
    }

    private static ReadOnlyMemory<byte> Bytes(RedisValue value) => value.IsNull ? default : (ReadOnlyMemory<byte>)value;

    private static long Number(RedisValue value) => value.IsNull ? 0 : (long)value;
}
