using System.Collections.Concurrent;
using ActiveActive.Silo;
using Orleans.Storage;

namespace ActiveActive.Tests.Shop;

/// <summary>
/// Grain storage in memory with ETags and faults to order. Keeps the bytes of the silo's serializer, so that nothing is shared by reference
/// and every state of the shop passes through its stored form.
/// </summary>
public sealed class VolatileGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (string ETag, byte[] Bytes)> _records = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<WriteFault>> _faults = new();
    private readonly ConcurrentDictionary<string, Action> _late = new();
    private readonly ConcurrentDictionary<string, byte> _unreadable = new();
    private readonly ConcurrentDictionary<string, int> _writes = new();
    private readonly ConcurrentDictionary<string, HeldWrite> _held = new();
    private readonly StateSerializer _serializer = new(4 * 1024 * 1024);
    private int _etags;

    /// <summary>How many writes of that state of that grain key there were.</summary>
    public int WritesOf(string stateName, string key) => _writes.GetValueOrDefault($"{stateName}/{key}");

    /// <summary>How many writes there were, of anything.</summary>
    public int Writes => _writes.Values.Sum();

    /// <summary>The next write of that state to that grain key meets this fault; several are met in turn.</summary>
    public void Arm(string stateName, string key, WriteFault fault) => _faults.GetOrAdd($"{stateName}/{key}", _ => new()).Enqueue(fault);

    /// <summary>The next write of that state to that grain key begins and does not end until it is released.</summary>
    public HeldWrite Hold(string stateName, string key) => _held[$"{stateName}/{key}"] = new HeldWrite();

    /// <summary>Lets the write arrive that was armed as <see cref="WriteFault.LostAndLate"/>.</summary>
    public void Deliver(string stateName, string key)
    {
        Assert.True(_late.TryRemove($"{stateName}/{key}", out var write), $"no write of {stateName}/{key} is under way.");
        write();
    }

    /// <summary>Somebody else writes: the stored ETag changes and the bytes stay.</summary>
    public void Overtake(string stateName, string key)
    {
        var record = _records.Single(r => r.Key.EndsWith($"/{key}/{stateName}", StringComparison.Ordinal));
        _records[record.Key] = (NextETag(), record.Value.Bytes);
    }

    /// <summary>The next read of that state of that grain key fails.</summary>
    public void ArmRead(string stateName, string key) => _unreadable[$"{stateName}/{key}"] = 0;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_unreadable.TryRemove($"{stateName}/{grainId.Key}", out _)) throw new SiteUnavailableException("not read, as armed");
        if (_records.TryGetValue(Key(stateName, grainId), out var record))
        {
            grainState.State = _serializer.Deserialize<T>(new BinaryData(record.Bytes))!;
            grainState.ETag = record.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = Activator.CreateInstance<T>();
            grainState.ETag = null!;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = $"{stateName}/{grainId.Key}";
        if (_held.TryRemove(name, out var held)) await held.MeetAsync();
        _writes.AddOrUpdate(name, 1, (_, n) => n + 1);
        var fault = _faults.TryGetValue(name, out var armed) && armed.TryDequeue(out var next) ? next : WriteFault.None;
        var key = Key(stateName, grainId);
        var (etag, bytes, expected) = (NextETag(), _serializer.Serialize(grainState.State).ToArray(), grainState.ETag);
        switch (fault)
        {
            case WriteFault.NotSent: throw new SiteUnavailableException("not sent, as armed");
            case WriteFault.Lost: throw new TimeoutException("lost, as armed");
            case WriteFault.LostAndLate:
                _late[name] = () => TryWrite(key, expected, etag, bytes);
                throw new TimeoutException("lost and late, as armed");
        }

        if (!TryWrite(key, expected, etag, bytes)) throw new InconsistentStateException("ETag refused", _records[key].ETag, expected);
        if (fault == WriteFault.AppliedUnconfirmed) throw new TimeoutException("applied without an answer, as armed");
        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private static string Key(string stateName, GrainId grainId) => $"{grainId}/{stateName}";

    private string NextETag() => $"e{Interlocked.Increment(ref _etags)}";

    private bool TryWrite(string key, string? expected, string etag, byte[] bytes) => expected is null
        ? _records.TryAdd(key, (etag, bytes))
        : _records.TryGetValue(key, out var found) && found.ETag == expected && _records.TryUpdate(key, (etag, bytes), found);
}

/// <summary>A write that waits.</summary>
public sealed class HeldWrite
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed once it has begun.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Lets it end.</summary>
    public void Release() => _released.TrySetResult();

    internal Task MeetAsync()
    {
        _begun.TrySetResult();
        return _released.Task;
    }
}

/// <summary>What becomes of a write.</summary>
public enum WriteFault
{
    /// <summary>It is applied and confirmed.</summary>
    None,

    /// <summary>It is refused before it is sent: known not applied.</summary>
    NotSent,

    /// <summary>It is never applied, and nobody says so.</summary>
    Lost,

    /// <summary>It is not confirmed, and applied when <see cref="VolatileGrainStorage.Deliver"/> is called, if its ETag still fits.</summary>
    LostAndLate,

    /// <summary>It is applied, and nobody says so.</summary>
    AppliedUnconfirmed,
}
