using System.Text.Json;
using System.Threading.Channels;
using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.LocalArbiter;

/// <summary>The member's side of <see cref="EmbeddedArbiterProtocol"/>. Behind the key. What is answered 400, 401, 421 or 503 has not touched the log.</summary>
internal sealed partial class ArbiterEndpoints(ArbiterMember member, ArbiterMemberOptions options, ArbiterMemberMetrics metrics, ILogger<ArbiterEndpoints> log)
{
    /// <summary>How long a command may wait for the majority here; the client's own deadline is shorter and decides first.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public void Map(WebApplication app)
    {
        app.MapPost(EmbeddedArbiterProtocol.CommitPath, context => ExecuteAsync(context, "commit"));
        app.MapPost(EmbeddedArbiterProtocol.ReadPath, context => ExecuteAsync(context, "read"));
        app.MapPost(EmbeddedArbiterProtocol.ObservePath, ObserveAsync);
    }

    private async Task ExecuteAsync(HttpContext context, string kind)
    {
        if (await ReceiveAsync(context, kind) is not { } command) return;
        var started = TimeProvider.System.GetTimestamp();
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var answer = await member.ExecuteAsync(command, linked.Token);
            metrics.Record(kind, answer is null ? "not-leader" : answer.Committed ? "done" : "conflict", started);
            if (answer is null)
            {
                context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(EmbeddedArbiterProtocol.Encode(answer), context.RequestAborted);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            metrics.Record(kind, "unknown", started);
            if (!context.RequestAborted.IsCancellationRequested) LogUnknown(log, options.Name, kind, e);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private async Task ObserveAsync(HttpContext context)
    {
        if (await ReceiveAsync(context, "observe") is not { } body) return;
        if (member.Register.ObserverCount >= options.MaxObservers)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        // One waiting hint says as much as a hundred: read again.
        var hints = Channel.CreateBounded<ArbiterRevision>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        member.Register.Observe(EmbeddedArbiterProtocol.DecodeCommand(body).Prefix ?? string.Empty, hints.Writer);
        try
        {
            await foreach (var revision in hints.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(EmbeddedArbiterProtocol.Encode(new EmbeddedArbiterAnswer(true, revision.Value, [])), context.RequestAborted);
                await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The observer left.
        }
        finally
        {
            member.Register.Forget(hints.Writer);
        }
    }

    /// <summary>Reads and checks the body; null when it has refused the request.</summary>
    private async Task<byte[]?> ReceiveAsync(HttpContext context, string kind)
    {
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            var body = buffer.ToArray();
            var command = EmbeddedArbiterProtocol.DecodeCommand(body);
            command.Validate();
            if (command.Writes is not null == (kind == "commit")) return body;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException or BadHttpRequestException)
        {
            LogMalformed(log, options.Name, kind, e.Message);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member}: a {Kind} ended with unknown outcome.")]
    private static partial void LogUnknown(ILogger logger, string member, string kind, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Member {Member} refused a malformed {Kind}: {Reason}")]
    private static partial void LogMalformed(ILogger logger, string member, string kind, string reason);
}
