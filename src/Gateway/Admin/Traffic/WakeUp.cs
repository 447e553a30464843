using System.Threading.Channels;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>Wakes a loop before its period is over. Rings while it is awake are served by one turn more. Safe for concurrent use.</summary>
internal sealed class WakeUp
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes the loop, now or when it next waits.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Waits until the period is over or the bell rings.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task WaitAsync(TimeSpan period, TimeProvider time, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(period, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stop);
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
        }
    }
}
