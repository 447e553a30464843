using System.IO.Pipelines;
using ActiveActive.Silo;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActiveActive.Tests.Silo;

public sealed class ConnectionGateTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionGate _gate;

    public ConnectionGateTests() => _gate = new ConnectionGate(_time, NullLogger<ConnectionGate>.Instance);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task Gate_Open_CarriesBothWays()
    {
        await using var connection = new Connection(_gate);

        await connection.SendAsync(1);
        await connection.ArriveAsync(2);

        Assert.Equal(1, await connection.SentAsync());
        Assert.Equal(2, await connection.ReceiveAsync());
    }

    [Fact]
    public async Task Gate_Stalled_HoldsBothWaysUntilTheFaultEndsByItself()
    {
        await using var connection = new Connection(_gate);
        _gate.Set(ConnectionFault.Stall, TimeSpan.FromSeconds(30));
        var sending = connection.SendAsync(1);
        await connection.ArriveAsync(2);
        var receiving = connection.ReceiveAsync();

        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(ConnectionFault.Stall, _gate.Current.Fault);
        Assert.False(sending.IsCompleted || receiving.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await sending.WaitAsync(Deadline);
        Assert.Equal(2, await receiving.WaitAsync(Deadline));
        Assert.Equal(1, await connection.SentAsync());
        Assert.Equal((ConnectionFault.Open, null), _gate.Current);
    }

    [Fact]
    public async Task Gate_StalledWhileAReadIsPending_HoldsWhatArrivesThen()
    {
        await using var connection = new Connection(_gate);
        var receiving = connection.ReceiveAsync();
        _gate.Set(ConnectionFault.Stall, TimeSpan.FromSeconds(30));

        await connection.ArriveAsync(2);

        // The pipe continues its reader on the writer's thread: what was going to come through has come.
        Assert.False(receiving.IsCompleted);
        _gate.Set(ConnectionFault.Open, TimeSpan.Zero);
        Assert.Equal(2, await receiving.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Gate_Stalled_LetsAConnectionBeClosed()
    {
        await using var connection = new Connection(_gate);
        _gate.Set(ConnectionFault.Stall, TimeSpan.FromSeconds(30));
        var reading = connection.Inside.Input.ReadAsync().AsTask();

        connection.Inside.Input.CancelPendingRead();

        Assert.True((await reading.WaitAsync(Deadline)).IsCanceled);
        var flushing = connection.SendAsync(1);
        await connection.CloseAsync();
        await flushing.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Gate_Refusing_AbortsWhatLivesAndWhatComes()
    {
        await using var live = new Connection(_gate);

        _gate.Set(ConnectionFault.Refuse, TimeSpan.FromSeconds(30));
        await using var next = new Connection(_gate);

        Assert.True(live.Aborted && next.Aborted);
        Assert.False(next.Reached);
        _time.Advance(TimeSpan.FromSeconds(30));
        await using var later = new Connection(_gate);
        Assert.True(later.Reached && !later.Aborted);
    }

    [Fact]
    public void Gate_FaultReplaced_EndsWithTheLaterOne()
    {
        _gate.Set(ConnectionFault.Stall, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(5));
        _gate.Set(ConnectionFault.Refuse, TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(ConnectionFault.Refuse, _gate.Current.Fault);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectionFault.Open, _gate.Current.Fault);
    }

    /// <summary>A connection through the gate, with both its ends in hand.</summary>
    private sealed class Connection : IAsyncDisposable
    {
        private readonly DefaultConnectionContext _context;
        private readonly Pipe _toNetwork = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
        private readonly Pipe _fromNetwork = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
        private readonly CancellationTokenSource _closed = new();
        private readonly TaskCompletionSource _end = new();
        private readonly Task _served;

        public Connection(ConnectionGate gate)
        {
            _context = new AbortableContext(this) { Transport = new Ends(_fromNetwork.Reader, _toNetwork.Writer), ConnectionClosed = _closed.Token };
            _served = gate.Guard(_ =>
            {
                Reached = true;
                return _end.Task;
            })(_context);
        }

        public bool Aborted { get; private set; }

        public bool Reached { get; private set; }

        public IDuplexPipe Inside => _context.Transport;

        public Task<FlushResult> SendAsync(byte value)
        {
            Inside.Output.GetSpan(1)[0] = value;
            Inside.Output.Advance(1);
            return Inside.Output.FlushAsync().AsTask();
        }

        public async Task ArriveAsync(byte value) => await _fromNetwork.Writer.WriteAsync(new byte[] { value });

        public Task<byte> ReceiveAsync() => ReadOneAsync(Inside.Input);

        public Task<byte> SentAsync() => ReadOneAsync(_toNetwork.Reader).WaitAsync(Deadline);

        public Task CloseAsync() => _closed.CancelAsync();

        public async ValueTask DisposeAsync()
        {
            _end.TrySetResult();
            await _served.WaitAsync(Deadline);
            _closed.Dispose();
        }

        private static async Task<byte> ReadOneAsync(PipeReader reader)
        {
            var result = await reader.ReadAsync();
            var value = result.Buffer.FirstSpan[0];
            reader.AdvanceTo(result.Buffer.GetPosition(1));
            return value;
        }

        private sealed class AbortableContext(Connection connection) : DefaultConnectionContext
        {
            public override void Abort(ConnectionAbortedException abortReason) => connection.Aborted = true;
        }

        private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
        {
            public PipeReader Input => input;

            public PipeWriter Output => output;
        }
    }
}
