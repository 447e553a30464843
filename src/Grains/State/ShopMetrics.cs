using System.Diagnostics.Metrics;

namespace Shop.Grains;

/// <summary>Meter <c>ActiveActive.Shop</c>: what became of writes that were not simply confirmed, and what bounds made the shop forget.</summary>
internal sealed class ShopMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ActiveActive.Shop";

    private readonly Meter _meter;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _forgotten;

    public ShopMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _writes = _meter.CreateCounter<long>("shop.writes.failed", "{write}", "Writes of grain state that were not confirmed, by outcome: unknown, not-sent, overtaken.");
        _forgotten = _meter.CreateCounter<long>("shop.operations.forgotten", "{operation}", "Operation ids forgotten before their 24 h because a grain had too many.");
    }

    public void WriteFailed(string outcome) => _writes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Forgotten(int operations)
    {
        if (operations > 0) _forgotten.Add(operations);
    }

    public void Dispose() => _meter.Dispose();
}
