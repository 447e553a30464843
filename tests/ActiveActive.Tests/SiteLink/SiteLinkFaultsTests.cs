using System.Threading.Channels;
using ActiveActive.SiteLink;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ActiveActive.Tests.SiteLink;

public sealed class SiteLinkFaultsTests : IDisposable
{
    private static readonly SiteId B = SiteId.Parse("b");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly ArmedClock _time = new();
    private readonly List<SiteLinkEvent> _events = [];

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Inject_NotEnabled_RefusesAndNamesTheKey()
    {
        using var faults = Create(enabled: false);

        var refused = Assert.Throws<InvalidOperationException>(() => faults.Inject(Cut(Second)));

        Assert.Contains("Faults:Enabled", refused.Message, StringComparison.Ordinal);
        Assert.Empty(faults.Active);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(10_001, 1)]
    [InlineData(5, 0)]
    [InlineData(5, 601)]
    public void Inject_OutOfRange_RefusesAndChangesNothing(double delayMilliseconds, double seconds)
    {
        using var faults = Create();

        Assert.Throws<InvalidRequestException>(() => faults.Inject(
            new(B, SiteLinkDirection.Outgoing, false, TimeSpan.FromMilliseconds(delayMilliseconds), TimeSpan.FromSeconds(seconds))));
        Assert.Empty(faults.Active);
    }

    [Fact]
    public void Inject_UnknownPeer_Refuses()
    {
        using var faults = Create();

        Assert.Throws<InvalidRequestException>(() => faults.Inject(Cut(Second) with { Peer = SiteId.Parse("c") }));
    }

    [Fact]
    public void Fault_ItsDurationPasses_EndsByItself()
    {
        using var faults = Create();
        faults.Inject(Cut(Second));

        _time.Advance(Second / 2);
        Assert.Equal(Second / 2, Assert.Single(faults.Active).Duration);
        _time.Advance(Second / 2);

        Assert.Empty(faults.Active);
        Assert.Contains(_events, e => e is SiteLinkEvent.FaultEnded { How: "expired" });
    }

    [Fact]
    public void Fault_Replaced_KeepsTheLaterEnd()
    {
        using var faults = Create();
        faults.Inject(Cut(Second));
        _time.Advance(Second / 2);
        faults.Inject(Cut(Second));

        _time.Advance(Second / 2);

        Assert.Single(faults.Active);
    }

    [Fact]
    public async Task Line_UnderDelay_KeepsOrderAndDueTimes()
    {
        using var faults = Create();
        var arrived = Channel.CreateUnbounded<int>();
        var line = Line(faults, arrived);
        faults.Inject(new(B, SiteLinkDirection.Outgoing, false, TimeSpan.FromMilliseconds(20), 10 * Second));
        await line.SubmitAsync(1);
        await _time.ArmedAsync();
        _time.Advance(TimeSpan.FromMilliseconds(15));
        await line.SubmitAsync(2);
        faults.HealAll();
        await line.SubmitAsync(3);
        Assert.False(arrived.Reader.TryPeek(out _));

        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, await Next(arrived));
        await _time.ArmedAsync();
        Assert.False(arrived.Reader.TryPeek(out _));
        _time.Advance(TimeSpan.FromMilliseconds(15));

        Assert.Equal(2, await Next(arrived));
        Assert.Equal(3, await Next(arrived));
    }

    [Fact]
    public async Task Line_UnderCut_HoldsUntilHealedInOrder()
    {
        using var faults = Create();
        var arrived = Channel.CreateUnbounded<int>();
        var line = Line(faults, arrived);
        faults.Inject(Cut(Second));
        for (var i = 0; i < 10; i++) await line.SubmitAsync(i);
        Assert.False(arrived.Reader.TryPeek(out _));

        faults.HealAll();

        for (var i = 0; i < 10; i++) Assert.Equal(i, await Next(arrived));
    }

    [Fact]
    public async Task Line_HoldsAsMuchAsItMay_MakesTheProducerWait()
    {
        using var faults = Create();
        var line = Line(faults, Channel.CreateUnbounded<int>(), capacity: 2);
        faults.Inject(Cut(Second));
        await line.SubmitAsync(1);
        var waits = Enumerable.Range(2, 3).Select(i => line.SubmitAsync(i).AsTask()).ToList();
        Assert.False(waits[^1].IsCompleted);

        faults.HealAll();

        await Task.WhenAll(waits).WaitAsync(Limit);
    }

    [Fact]
    public async Task Line_DeliveryFails_TellsTheProducer()
    {
        using var faults = Create();
        var line = new FaultLine<int>(
            faults.Gate(B, SiteLinkDirection.Outgoing), _time, _ => ValueTask.FromException(new IOException("gone")), 1, CancellationToken.None);
        faults.Inject(Cut(Second));
        var held = line.SubmitAsync(1).AsTask();

        faults.HealAll();

        await Assert.ThrowsAsync<IOException>(() => held.WaitAsync(Limit));
        await Assert.ThrowsAsync<IOException>(() => line.SubmitAsync(2).AsTask());
    }

    private FaultLine<int> Line(SiteLinkFaults faults, Channel<int> arrived, int capacity = 100) =>
        new(faults.Gate(B, SiteLinkDirection.Outgoing), _time, item => arrived.Writer.WriteAsync(item), capacity, CancellationToken.None);

    private static async Task<int> Next(Channel<int> arrived) => await arrived.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    private static SiteLinkFault Cut(TimeSpan duration) => new(B, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, duration);

    private SiteLinkFaults Create(bool enabled = true)
    {
        var options = new SiteLinkOptions { FaultsEnabled = enabled };
        options.Peers["b"] = ["https://127.0.0.1:1"];
        var diagnostics = new SiteLinkDiagnostics();
        diagnostics.Changed += _events.Add;
        return new SiteLinkFaults(Options.Create(options), _time, diagnostics, NullLogger<SiteLinkFaults>.Instance);
    }
}
