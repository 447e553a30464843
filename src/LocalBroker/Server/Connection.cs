using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;
using ActiveActive.LocalBroker.Apis;
using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker.Server;

/// <summary>
/// One client. Requests are started in the order they come and answered in that order, as the protocol demands; up to
/// <see cref="MaxInFlight"/> may be under way, so that batches which arrive during a flush are appended and share the next one.
/// </summary>
internal sealed partial class Connection(Socket socket, Session session, TopicStore store, BrokerOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxInFlight = 16;
    private const int MaxBytesBeforeLogIn = 64 << 10;

    private readonly Channel<Task<ResponseWriter>> _answers = Channel.CreateBounded<Task<ResponseWriter>>(MaxInFlight);

    /// <summary>Serves the client until it leaves, breaks the protocol, or the broker stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var writing = WriteAnswers(stream, aborted);
        try
        {
            while (await ReadFrame(stream, aborted.Token) is var (frame, length))
                await _answers.Writer.WriteAsync(Start(frame, length, aborted.Token), aborted.Token);
        }
        catch (MalformedRequestException malformed)
        {
            Refused(logger, session.Remote, malformed.Message);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer left, was silent too long, or the broker stops.
        }
        finally
        {
            _answers.Writer.Complete();
            await aborted.CancelAsync();
            await writing;
        }
    }

    private async Task<(byte[] Frame, int Length)?> ReadFrame(NetworkStream stream, CancellationToken aborted)
    {
        using var idle = new CancellationTokenSource(session.Authenticated ? options.IdleTimeout : options.IdleTimeout / 10, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, idle.Token);
        var prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, either.Token) < 4)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        var limit = session.Authenticated ? options.MaxRequestBytes : Math.Min(MaxBytesBeforeLogIn, options.MaxRequestBytes);
        if (length <= 0 || length > limit)
            throw new MalformedRequestException($"a request of {length} bytes; 1 to {limit} are accepted (--max-request-bytes)");
        var frame = ArrayPool<byte>.Shared.Rent(length);
        await stream.ReadExactlyAsync(frame.AsMemory(0, length), either.Token);
        return (frame, length);
    }

    /// <summary>Decodes and starts one request. Its frame is free again when this returns: handlers read it before they first await.</summary>
    private Task<ResponseWriter> Start(byte[] frame, int length, CancellationToken aborted)
    {
        try
        {
            if (session.BareTokenFollows)
                return Task.FromResult(SessionApis.AnswerBareToken(frame.AsSpan(0, length), session, options));
            var reader = new RequestReader(frame.AsMemory(0, length));
            var (key, version, correlation) = (reader.Int16(), reader.Int16(), reader.Int32());
            reader.HeaderString();
            if (ApiTable.Find(key) is not { } api)
                throw new MalformedRequestException($"API {key} version {version} is not served; ApiVersions lists what is");
            if (!session.Authenticated && !api.BeforeLogIn)
                throw new MalformedRequestException($"{api.Name} before a log-in; set security.protocol=SASL_PLAINTEXT, sasl.mechanism=PLAIN");
            var response = new ResponseWriter().Int32(correlation);
            if (version < api.Min || version > api.Max)
                return Task.FromResult(Unsupported(api, version, response));
            reader.Flexible = response.Flexible = version >= api.FirstFlexible;
            reader.SkipTags();
            if (key != ApiTable.ApiVersionsKey)
                response.Tags();
            return Finish(api.Answer(new(version, reader, response, session, store, options, time, aborted)), response);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    private static ResponseWriter Unsupported(Api api, short version, ResponseWriter response)
    {
        if (api.Key != ApiTable.ApiVersionsKey)
            throw new MalformedRequestException($"{api.Name} version {version} is not served; {api.Min} to {api.Max} are");
        SessionApis.WriteApiVersions(response, 0, ErrorCode.UnsupportedVersion);
        return response;
    }

    private static Task<ResponseWriter> Finish(ValueTask answering, ResponseWriter response)
    {
        if (answering.IsCompletedSuccessfully)
            return Task.FromResult(response);
        // A request that could not be decoded ends the connection here, before anything behind it is started.
        if (answering.IsFaulted)
            answering.GetAwaiter().GetResult();
        return Wait();

        async Task<ResponseWriter> Wait()
        {
            await answering;
            return response;
        }
    }

    private async Task WriteAnswers(NetworkStream stream, CancellationTokenSource aborted)
    {
        try
        {
            await foreach (var answer in _answers.Reader.ReadAllAsync(aborted.Token))
            {
                using var response = await answer;
                if (!response.Suppressed)
                    await stream.WriteAsync(response.Complete(), aborted.Token);
                if (response.CloseAfter)
                    break;
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer left or the broker stops; what was appended stays appended.
        }
        catch (Exception bug)
        {
            Failed(logger, bug, session.Remote);
        }
        finally
        {
            await aborted.CancelAsync();
        }
    }
}
