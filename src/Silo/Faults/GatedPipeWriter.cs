using System.IO.Pipelines;

namespace ActiveActive.Silo;

/// <summary>Sends what was written only while the gate is open.</summary>
internal sealed class GatedPipeWriter(PipeWriter inner, ConnectionGate gate, CancellationToken closed) : PipeWriter
{
    private readonly GateWait _wait = new(gate, closed);

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await _wait.PassAsync(cancellationToken);
        return await inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        inner.CancelPendingFlush();
        _wait.Cancel();
    }

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
