using System.IO.Pipelines;

namespace ActiveActive.Silo;

/// <summary>Hands over what arrives only while the gate is open.</summary>
internal sealed class GatedPipeReader(PipeReader inner, ConnectionGate gate, CancellationToken closed) : PipeReader
{
    private readonly GateWait _wait = new(gate, closed);

    public override bool TryRead(out ReadResult result)
    {
        if (_wait.IsOpen) return inner.TryRead(out result);
        result = default;
        return false;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        await _wait.PassAsync(cancellationToken);
        var result = await inner.ReadAsync(cancellationToken);
        // What arrived while the read was pending and the gate was closed meanwhile is held back as well.
        if (!_wait.IsOpen && !result.IsCanceled && !result.IsCompleted) await _wait.PassAsync(cancellationToken);
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead()
    {
        inner.CancelPendingRead();
        _wait.Cancel();
    }

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
