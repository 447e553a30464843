using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace ActiveActive.Tests.Traffic;

[Alias("test.IEchoGrain")]
public interface IEchoGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("Where")]
    Task<string> Where();

    [Alias("Fail")]
    Task Fail(int code);

    [Alias("Context")]
    Task<string?> Context(string key);

    [AlwaysInterleave, Alias("WaitForCancellation")]
    Task WaitForCancellation(CancellationToken cancellationToken);

    /// <summary>Waits until a call waits for cancellation: Orleans does not keep a cancellation that overtakes its call.</summary>
    [ReadOnly, AlwaysInterleave, Alias("Waiting")]
    Task Waiting();

    [ReadOnly, AlwaysInterleave, Alias("Cancelled")]
    Task<bool> Cancelled();

    [Alias("Count")]
    IAsyncEnumerable<string> Count(int upTo, CancellationToken cancellationToken = default);

    [Alias("Ask")]
    Task<string> Ask(IEchoGrain other);

    [Alias("Add")]
    Task<int> Add();

    [Alias("Nothing")]
    ValueTask Nothing();
}

[GenerateSerializer, Alias("test.EchoException")]
public sealed class EchoException(int code) : Exception($"code {code}")
{
    [Id(0)]
    public int Code { get; } = code;
}

/// <summary>Which site a silo of the test is in, and when it is about to be stopped: calls that never answer end then, so that the silo can.</summary>
public sealed class SiteName(string name)
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public Task Stopping => _stopping.Task;

    public void Stop() => _stopping.TrySetResult();
}

public sealed class EchoGrain(SiteName site) : Grain, IEchoGrain
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public Task<string> Where() => Task.FromResult(site.Name);

    public Task Fail(int code) => throw new EchoException(code);

    public Task<string?> Context(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public async Task WaitForCancellation(CancellationToken cancellationToken)
    {
        _waiting.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }

    public Task Waiting() => _waiting.Task;

    public async Task<bool> Cancelled()
    {
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(5));
        return true;
    }

    public async IAsyncEnumerable<string> Count(int upTo, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < upTo; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return $"{site.Name}{i}";
        }
    }

    public Task<string> Ask(IEchoGrain other) => other.Where();

    public Task<int> Add() => Task.FromResult(++_count);

    public ValueTask Nothing() => ValueTask.CompletedTask;
}
