using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Demo.Calls;

namespace ActiveActive.LocalWorld.Demo.Load;

/// <summary>
/// A bounded, open-loop load of one step: callers of every site read and write carts at a steady rate, whatever becomes of earlier calls, so
/// that an outage shows as calls that wait and not as calls that were never made.
/// </summary>
/// <remarks>Life: <see cref="Start"/>, then <see cref="StopAsync"/>. Members may be called concurrently.</remarks>
internal sealed class LoadRun : IDisposable
{
    /// <summary>SKU that every write adds one unit of.</summary>
    public const string Sku = "load";

    /// <summary>Calls of each site per second; every third one is a write.</summary>
    public const int CallsPerSecond = 15;

    /// <summary>Most calls under way; what is due beyond them is shed and counted.</summary>
    public const int MaxUnderWay = 400;

    private const int CartsOfASite = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private const int WriteEvery = 3;

    private readonly IReadOnlyList<ShopCaller> _callers;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<CallSample> _samples = new();
    private readonly ConcurrentQueue<WriteRecord> _writes = new();
    private readonly ConcurrentDictionary<Task, long> _underWay = new();
    private Task _driving = Task.CompletedTask;
    private int _shed;

    private LoadRun(IReadOnlyList<ShopCaller> callers, string name, TimeProvider time)
    {
        _callers = callers;
        _name = name;
        _time = time;
    }

    /// <summary>What was written.</summary>
    public IReadOnlyCollection<WriteRecord> Writes => _writes;

    /// <summary>What the load came to so far.</summary>
    public LoadReport Report => LoadReport.Of(_samples, Volatile.Read(ref _shed));

    /// <summary>Begins a load.</summary>
    /// <param name="callers">One per site.</param>
    /// <param name="name">Unique name: part of the carts' keys.</param>
    /// <param name="time">The clock.</param>
    public static LoadRun Start(IReadOnlyList<ShopCaller> callers, string name, TimeProvider time)
    {
        var run = new LoadRun(callers, name, time);
        run._driving = Task.WhenAll(callers.Select(run.DriveAsync));
        return run;
    }

    /// <summary>Timestamp at which the last call was due, since a moment, whose caller found it disturbed; null when there is none.</summary>
    public long? LastDisturbed(long since) => _samples.Where(s => s.Due >= since && s.IsDisturbed).Max(s => (long?)s.Due);

    /// <summary>Waits until every call that was due within a span before now has been served at once.</summary>
    /// <param name="span">The span.</param>
    /// <param name="since">It begins no earlier than this.</param>
    /// <param name="within">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StepFailedException">It did not become calm in time.</exception>
    public async Task CalmAsync(TimeSpan span, long since, TimeSpan within, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var now = _time.GetTimestamp();
            var from = now - (long)(span.TotalSeconds * _time.TimestampFrequency);
            var lateUnderWay = _underWay.Values.Count(due => _time.GetElapsedTime(due, now) > CallSample.Slow);
            if (from >= since && lateUnderWay == 0 && LastDisturbed(from) is null) return;
            if (_time.GetElapsedTime(began, now) > within)
                throw new StepFailedException(
                    $"waited {within.TotalSeconds:0} s for {span.TotalSeconds:0} s without a disturbed call; {lateUnderWay} calls wait, last trouble: {Report.LastTrouble ?? "slow answers"}");
            await Task.Delay(Poll, _time, cancellationToken);
        }
    }

    /// <summary>Makes no more calls, and waits for those under way: all of them end within their deadline.</summary>
    public async Task<LoadReport> StopAsync()
    {
        await _ending.CancelAsync();
        await _driving;
        await Task.WhenAll(_underWay.Keys);
        return Report;
    }

    /// <summary>Only after <see cref="StopAsync"/>.</summary>
    public void Dispose() => _ending.Dispose();

    private async Task DriveAsync(ShopCaller caller)
    {
        var period = TimeSpan.FromSeconds(1.0 / CallsPerSecond);
        var began = _time.GetTimestamp();
        for (var number = 0; ; number++)
        {
            var wait = number * period - _time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
            {
                try
                {
                    await Task.Delay(wait, _time, _ending.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }

            if (_ending.IsCancellationRequested) return;
            if (_underWay.Count >= MaxUnderWay) Interlocked.Increment(ref _shed);
            else Begin(caller, number, began + (long)(number * period.TotalSeconds * _time.TimestampFrequency));
        }
    }

    private void Begin(ShopCaller caller, int number, long due)
    {
        var cart = $"{_name}-{caller.Home}-{number % CartsOfASite}";
        var call = number % WriteEvery == 0 ? WriteAsync(caller, cart, $"{_name}-{caller.Home}-{number}", due) : ReadAsync(caller, cart, due);
        _underWay[call] = due;
        call.ContinueWith(done => _underWay.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ReadAsync(ShopCaller caller, string cart, long due) =>
        Note(due, await caller.SendAsync(ShopCall.Get($"/shop/carts/{cart}"), due, CancellationToken.None));

    private async Task WriteAsync(ShopCaller caller, string cart, string key, long due)
    {
        var answer = await caller.SendAsync(Write(cart, key), due, CancellationToken.None);
        var record = new WriteRecord(cart, key);
        if (answer.IsSuccess) record.Acknowledged.Add(answer.Site);
        record.Doubtful.UnionWith(answer.Doubtful);
        _writes.Enqueue(record);
        Note(due, answer);
    }

    /// <summary>The call that makes, or repeats, one change.</summary>
    internal static ShopCall Write(string cart, string key, string? preferSite = null) => ShopCall.Write(
        HttpMethod.Post, $"/shop/carts/{cart}/items", new JsonObject { ["sku"] = Sku, ["quantity"] = 1 }, key, preferSite);

    private void Note(long due, ShopAnswer answer) =>
        _samples.Enqueue(new CallSample(due, answer.Elapsed, answer.Attempts, answer.IsSuccess, answer.LastTrouble));
}
