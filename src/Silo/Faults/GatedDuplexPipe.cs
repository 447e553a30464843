using System.IO.Pipelines;

namespace ActiveActive.Silo;

/// <summary>The two directions of one connection behind a <see cref="ConnectionGate"/>.</summary>
internal sealed class GatedDuplexPipe(IDuplexPipe inner, ConnectionGate gate, CancellationToken closed) : IDuplexPipe
{
    public PipeReader Input { get; } = new GatedPipeReader(inner.Input, gate, closed);

    public PipeWriter Output { get; } = new GatedPipeWriter(inner.Output, gate, closed);
}
