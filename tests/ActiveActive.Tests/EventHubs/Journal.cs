using System.Collections.Concurrent;

namespace ActiveActive.Tests.EventHubs;

/// <summary>
/// What the subscribers of one test received, in whichever silo of this process they ran. A test's streams carry its id in their key, by which the grains
/// find its journal.
/// </summary>
internal sealed class Journal : IDisposable
{
    private static readonly ConcurrentDictionary<string, Journal> All = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _received = new();
    private readonly ConcurrentDictionary<(string Stream, int Number), int> _attempts = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Reached, TaskCompletionSource Done)> _waiting = [];

    public Journal() => All[Id] = this;

    public string Id { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>Asked before an event is taken; throwing refuses it.</summary>
    public Func<string, int, Task> OnEvent { get; set; } = (_, _) => Task.CompletedTask;

    public static Journal Of(string streamKey) => All[streamKey.Split('-')[0]];

    public string Stream(int number) => $"{Id}-{number}";

    public IReadOnlyList<int> Received(string stream) => [.. _received.GetValueOrDefault(stream) ?? []];

    public int Attempts(string stream, int number) => _attempts.GetValueOrDefault((stream, number));

    public async Task TakeAsync(string stream, int number)
    {
        _attempts.AddOrUpdate((stream, number), 1, (_, before) => before + 1);
        Look();
        await OnEvent(stream, number);
        _received.GetOrAdd(stream, _ => new()).Enqueue(number);
        Look();
    }

    /// <summary>Completes when the condition holds, looked at after every event.</summary>
    public async Task WhenAsync(string what, Func<bool> reached, int seconds = 30)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _waiting.Add((reached, done));
        Look();
        try
        {
            await done.Task.WaitAsync(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            var state = string.Join(", ", _received.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value.Distinct().Count()} different of {pair.Value.Count}"));
            throw new TimeoutException($"waited {seconds} s for {what}; received {(state.Length > 0 ? state : "nothing")}");
        }
    }

    public void Dispose() => All.TryRemove(Id, out _);

    private void Look()
    {
        lock (_gate)
            foreach (var (reached, done) in _waiting)
                if (!done.Task.IsCompleted && reached())
                    done.TrySetResult();
    }
}
