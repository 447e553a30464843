using System.Net;
using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>One request: what the client asked for, where its answer goes, and the connection it came by.</summary>
internal sealed record RequestContext(
    short Version, RequestReader Request, ResponseWriter Response, Session Session, TopicStore Store, BrokerOptions Options, TimeProvider Time,
    CancellationToken Aborted)
{
    /// <summary>The id of the only node.</summary>
    public const int NodeId = 1;
}

/// <summary>What a connection remembers between requests.</summary>
internal sealed class Session(EndPoint? remote, DnsEndPoint advertised, bool authenticated)
{
    public EndPoint? Remote => remote;

    /// <summary>Where this client is told to find the node: the address it came by, or the one set for the listener.</summary>
    public DnsEndPoint Advertised => advertised;

    public bool Authenticated { get; set; } = authenticated;

    public bool MechanismChosen { get; set; }

    /// <summary>After version 0 of SaslHandshake the next frame is the bare token, without a request header (KIP-152 tells why that was changed).</summary>
    public bool BareTokenFollows { get; set; }
}
