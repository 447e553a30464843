using System.Threading.Channels;
using Grpc.Core;

namespace ActiveActive.SiteLink;

/// <summary>
/// Reads a stream ahead through a <see cref="FaultLine{T}"/>, so that faults on the incoming direction hold what has arrived without slowing what
/// follows. Only where faults are enabled; elsewhere a stream reads straight from gRPC.
/// </summary>
internal sealed class HeldReader : IAsyncStreamReader<LinkMessage>
{
    private const int Ahead = 16;
    private readonly Channel<LinkMessage> _arrived = Channel.CreateBounded<LinkMessage>(
        new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });

    public HeldReader(IAsyncStreamReader<LinkMessage> inner, Func<Func<LinkMessage, ValueTask>, FaultLine<LinkMessage>> line, CancellationToken ended) =>
        _ = PumpAsync(inner, line(message => _arrived.Writer.WriteAsync(message, ended)), ended);

    public LinkMessage Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await _arrived.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) return false;
        if (!_arrived.Reader.TryRead(out var message)) throw new InvalidOperationException("two readers at once");
        Current = message;
        return true;
    }

    private async Task PumpAsync(IAsyncStreamReader<LinkMessage> inner, FaultLine<LinkMessage> line, CancellationToken ended)
    {
        try
        {
            while (await inner.MoveNext(ended).ConfigureAwait(false)) await line.SubmitAsync(inner.Current).ConfigureAwait(false);
            await line.DrainAsync().ConfigureAwait(false);
            _arrived.Writer.TryComplete();
        }
        catch (Exception e)
        {
            _arrived.Writer.TryComplete(e);
        }
    }
}
