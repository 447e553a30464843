using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

/// <summary>The gRPC service: admits silos of peers, and nobody else, and keeps their sessions.</summary>
internal sealed partial class LinkEndpoint : IDisposable
{
    private readonly LinkContext _context;
    private readonly HandlerRegistry _handlers;
    private readonly LinkAdmission _admission;
    private readonly ILogger<LinkEndpoint> _log;
    private readonly ConcurrentDictionary<ServerSession, bool> _sessions = new();
    private readonly ConcurrentDictionary<SiteId, int> _streams = new();
    private readonly CancellationTokenSource _stopped = new();
    private volatile TaskCompletionSource? _emptied;
    private volatile bool _stopping;

    public LinkEndpoint(LinkContext context, HandlerRegistry handlers, ILogger<LinkEndpoint> log)
    {
        (_context, _handlers, _log) = (context, handlers, log);

        // Switched off, the link has no site and admits nobody.
        var site = context.Options.ListenUrl.Length > 0 ? SiteId.Parse(context.Options.Site) : default;
        _admission = new LinkAdmission(site, context.Options.ServiceId, context.Options.Peers.Keys.Select(SiteId.Parse).ToHashSet());
    }

    /// <summary>Serves the calls of one connection.</summary>
    public async Task Calls(IAsyncStreamReader<LinkMessage> reader, IServerStreamWriter<LinkMessage> writer, ServerCallContext call)
    {
        var remote = await AdmitAsync(call).ConfigureAwait(false);
        var session = new ServerSession(_context, _handlers, remote, reader, writer, call.CancellationToken);
        _sessions[session] = true;
        LogAccepted(remote.Site, remote.Name, remote.Address);
        _context.Diagnostics.Raise(new SiteLinkEvent.Accepted(remote.Site, remote.Name));
        var reason = await session.RunAsync().ConfigureAwait(false);
        _sessions.TryRemove(session, out _);
        if (_sessions.IsEmpty) _emptied?.TrySetResult();
        LogReleased(remote.Site, remote.Name, reason);
        _context.Diagnostics.Raise(new SiteLinkEvent.Released(remote.Site, remote.Name, reason));
    }

    /// <summary>Serves one stream.</summary>
    public async Task Stream(IAsyncStreamReader<LinkMessage> reader, IServerStreamWriter<LinkMessage> writer, ServerCallContext call)
    {
        var remote = await AdmitAsync(call).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, _stopped.Token);
        await using var stream = DuplexEnd.Server(_context, remote.Site, reader, writer, ended);
        var open = _streams.AddOrUpdate(remote.Site, 1, static (_, count) => count + 1);
        try
        {
            await stream.FinishAsync(await ServeAsync(stream, remote, open, ended.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            _streams.AddOrUpdate(remote.Site, 0, static (_, count) => count - 1);
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks every caller to go elsewhere, and waits until they have gone or the time is over; then ends what is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var emptied = _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _stopping = true;
        foreach (var session in _sessions.Keys) session.SendGoAway();
        if (!_sessions.IsEmpty)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(emptied.Task, Task.Delay(_context.Options.DrainTimeout, _context.Time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }

        foreach (var session in _sessions.Keys) session.End("this silo stops");
        await _stopped.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Somebody was refused, here or in the TLS handshake.</summary>
    public void Refused(string remote, SiteLinkRefusal reason, string detail)
    {
        LogRefused(remote, reason, detail);
        _context.Metrics.Refused(reason);
        _context.Diagnostics.Raise(new SiteLinkEvent.Refused(remote, reason, detail));
    }

    public void Dispose() => _stopped.Dispose();

    private async Task<FailureFrame?> ServeAsync(DuplexEnd stream, RemoteSilo remote, int open, CancellationToken ended)
    {
        var handler = "";
        try
        {
            if (await stream.ReadOpeningAsync(ended).ConfigureAwait(false) is not { } opening)
                return new FailureFrame(0, SiteLinkError.StreamFailed, CallOutcome.NotApplied, ErrorSlugs.InvalidRequest, "the stream did not say what it is for.");
            handler = opening.Handler;
            if (open > _context.Options.MaxStreams)
                return new FailureFrame(0, SiteLinkError.PeerOverloaded, CallOutcome.NotApplied, ErrorSlugs.Overloaded, $"silo {_context.Options.Name} already serves {_context.Options.MaxStreams} streams of site {remote.Site} (SiteLink:MaxStreams there). Retry later.");
            if (_handlers.FindStream(handler) is not { } named)
                return new FailureFrame(0, SiteLinkError.UnknownHandler, CallOutcome.NotApplied, ErrorSlugs.NotFound, $"silo {_context.Options.Name} of site {_context.Options.Site} has no stream handler {handler}: does it run an older version, or lack a feature?");

            stream.Accept();
            await named.Handler.HandleAsync(stream, new SiteLinkRequest(remote.Site, remote.Name, opening.Opening), ended).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (ended.IsCancellationRequested && e is OperationCanceledException or SiteLinkException)
        {
            // The other end left, or this silo stops: there is nobody to tell, or no more to say.
            return new FailureFrame(0, SiteLinkError.ConnectionLost, CallOutcome.Unknown, ErrorSlugs.OutcomeUnknown, "the stream was ended.");
        }
        catch (ActiveActiveException e)
        {
            return new FailureFrame(0, SiteLinkError.HandlerFailed, e.Outcome, e.Slug, e.Message);
        }
        catch (Exception e)
        {
            LogStreamFailed(e, handler, remote.Site, remote.Name);
            return new FailureFrame(0, SiteLinkError.HandlerFailed, CallOutcome.Unknown, ErrorSlugs.Internal, $"stream handler {handler} failed; the log of {_context.Options.Name} says why.");
        }
    }

    private async Task<RemoteSilo> AdmitAsync(ServerCallContext call)
    {
        var http = call.GetHttpContext();
        var address = $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
        var headers = call.RequestHeaders;
        var claims = new LinkAdmission.Introduction(
            headers.GetValue(LinkMethods.ProtocolHeader),
            headers.GetValue(LinkMethods.ServiceIdHeader),
            headers.GetValue(LinkMethods.SiteHeader),
            headers.GetValue(LinkMethods.TargetHeader));

        if (_stopping) throw new RpcException(new Status(StatusCode.Unavailable, $"silo {_context.Options.Name} stops"));

        // Only the link's own listener asks for a certificate; on any other there is none.
        if (!LinkListener.IsLinkConnection(http) || http.Connection.ClientCertificate is not { } certificate
            || !SiteIdentity.TryRead(certificate, out var proven, out _))
            throw Refuse(address, SiteLinkRefusal.Certificate, "no verified certificate on this connection");
        if (_admission.Refuse(proven, claims) is { } refusal) throw Refuse(address, refusal.Reason, refusal.Detail);

        await call.WriteResponseHeadersAsync(new Metadata
        {
            { LinkMethods.SiteHeader, _context.Options.Site },
            { LinkMethods.NameHeader, _context.Options.Name },
            { LinkMethods.MaxPayloadHeader, _context.Options.MaxPayloadBytes.ToString(CultureInfo.InvariantCulture) },
        }).ConfigureAwait(false);
        var maxPayload = int.TryParse(headers.GetValue(LinkMethods.MaxPayloadHeader), CultureInfo.InvariantCulture, out var theirs) && theirs > 0
            ? theirs
            : _context.Options.MaxPayloadBytes;
        var name = headers.GetValue(LinkMethods.NameHeader) is { Length: <= 100 } given ? given : "?";
        return new RemoteSilo(proven, name, address, new DateTimeOffset(certificate.NotAfter), maxPayload);
    }

    private RpcException Refuse(string remote, SiteLinkRefusal reason, string detail)
    {
        Refused(remote, reason, detail);
        return new RpcException(new Status(StatusCode.PermissionDenied, detail));
    }
}
