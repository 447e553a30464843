using System.Diagnostics.Metrics;

namespace ActiveActive.Tests.EventHubs;

/// <summary>Watches a gauge of one provider and remembers its highest value.</summary>
internal sealed class Peak : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _highest;

    public Peak(string instrument, string provider)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Name == instrument)
                listener.EnableMeasurementEvents(published);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag is { Key: "provider", Value: string name } && name == provider)
                    _highest = Math.Max(_highest, value);
        });
        _listener.Start();
    }

    /// <summary>Looks now, and answers the highest value seen so far.</summary>
    public long Look()
    {
        _listener.RecordObservableInstruments();
        return _highest;
    }

    /// <summary>Looks again and again until the gauge has passed a value.</summary>
    public async Task WhenAboveAsync(long value)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (Look() <= value)
            await timer.WaitForNextTickAsync(deadline.Token);
    }

    public void Dispose() => _listener.Dispose();
}
