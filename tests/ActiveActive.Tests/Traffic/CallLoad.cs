using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>Callers that each make one call after the other until they are ended, every call to a grain of its own: what that grain counts is what really
/// became of the call.</summary>
internal sealed class CallLoad : IDisposable
{
    private readonly TestClient _app;
    private readonly RouteWish _wish;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<Call> _calls = [];
    private readonly Task[] _callers;
    private (Func<Call, bool> Counts, int Left, TaskCompletionSource Reached)? _awaited;

    public CallLoad(TestClient app, int callers, RouteWish wish = default)
    {
        _app = app;
        _wish = wish;
        _callers = [.. Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller)))];
    }

    /// <summary>Waits for further calls of a kind.</summary>
    public async Task WaitForAsync(string phase, int calls, Func<Call, bool> counts)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _awaited = (counts, calls, reached);
        try
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            lock (_gate) throw new TimeoutException($"{phase}: {_awaited?.Left} of {calls} calls are missing; the last of {_calls.Count} is {_calls.LastOrDefault()}; sites {string.Join(", ", _app.Control.Snapshot.Sites)}");
        }
    }

    /// <summary>Ends the callers.</summary>
    /// <returns>Every call made.</returns>
    public async Task<IReadOnlyList<Call>> EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_callers);
        return _calls;
    }

    public void Dispose() => _end.Dispose();

    private async Task CallAsync(int caller)
    {
        using var scope = RouteScope.Begin(_wish);
        for (var i = 0; !_end.IsCancellationRequested; i++)
        {
            var key = $"{caller}-{i}";
            try
            {
                Made(new Call(key, await _app.Client.GetGrain<ITrialGrain>(key).Add(), null, null));
            }
            catch (ActiveActiveException error)
            {
                Made(new Call(key, null, error.Outcome, error.Message));
            }
        }
    }

    private void Made(Call call)
    {
        lock (_gate)
        {
            _calls.Add(call);
            if (_awaited is not { } awaited || !awaited.Counts(call)) return;
            if (awaited.Left <= 1)
            {
                _awaited = null;
                awaited.Reached.TrySetResult();
            }
            else
            {
                _awaited = awaited with { Left = awaited.Left - 1 };
            }
        }
    }

    /// <summary>One call: the site that answered it, or what its failure says.</summary>
    public sealed record Call(string Key, string? Site, CallOutcome? Outcome, string? Failure);
}
