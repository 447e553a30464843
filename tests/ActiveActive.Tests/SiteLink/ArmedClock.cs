using Microsoft.Extensions.Time.Testing;

namespace ActiveActive.Tests.SiteLink;

/// <summary>A simulated clock that tells when somebody has begun to wait on it, so that a test moves time only after the wait is armed.</summary>
internal sealed class ArmedClock : FakeTimeProvider, IDisposable
{
    private readonly SemaphoreSlim _armed = new(0);

    public ArmedClock() : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan) _armed.Release();
        return timer;
    }

    /// <summary>Completes once for every wait that began.</summary>
    public async Task ArmedAsync() => Assert.True(await _armed.WaitAsync(TimeSpan.FromSeconds(10)), "nobody began to wait on the clock within 10 s");

    /// <summary>Takes one wait that has begun already; false when there is none.</summary>
    public bool TakeArmed() => _armed.Wait(TimeSpan.Zero);

    public void Dispose() => _armed.Dispose();
}
