using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>What a client asks before it does anything: versions, log-in, a producer id, a coordinator (there is none).</summary>
internal static class SessionApis
{
    private const string Plain = "PLAIN";

    public static ValueTask ApiVersions(RequestContext context)
    {
        WriteApiVersions(context.Response, context.Version, ErrorCode.None);
        return ValueTask.CompletedTask;
    }

    /// <summary>Also the answer to a version of ApiVersions that is not served: in version 0, as KIP-511 asks.</summary>
    public static void WriteApiVersions(ResponseWriter response, short version, ErrorCode error)
    {
        response.Error(error).ArrayLength(ApiTable.All.Count);
        foreach (var api in ApiTable.All)
            response.Int16(api.Key).Int16(api.Min).Int16(api.Max).Tags();
        if (version >= 1)
            response.Int32(0);
        response.Tags();
    }

    public static ValueTask SaslHandshake(RequestContext context)
    {
        var offered = context.Options.Users.Count > 0;
        context.Session.MechanismChosen = offered && context.Request.String() == Plain;
        context.Session.BareTokenFollows = context.Session.MechanismChosen && context.Version == 0;
        context.Response.Error(context.Session.MechanismChosen ? ErrorCode.None : ErrorCode.UnsupportedSaslMechanism).ArrayLength(offered ? 1 : 0);
        if (offered)
            context.Response.String(Plain);
        return ValueTask.CompletedTask;
    }

    public static ValueTask SaslAuthenticate(RequestContext context)
    {
        var token = context.Request.NullableBytes() ?? default;
        var (error, message) = !context.Session.MechanismChosen
            ? (ErrorCode.IllegalSaslState, "a SaslHandshake with PLAIN comes first")
            : IsKnown(token.Span, context.Options.Users)
                ? (ErrorCode.None, null)
                : (ErrorCode.SaslAuthenticationFailed, "user name or password is wrong");
        context.Session.Authenticated = error == ErrorCode.None;
        context.Response.CloseAfter = error != ErrorCode.None;
        context.Response.Error(error).String(message).Int32(0);
        if (context.Version >= 1)
            context.Response.Int64(0);
        return ValueTask.CompletedTask;
    }

    /// <summary>Answers a bare token: an empty frame, or an end, since there is no place for an error.</summary>
    public static ResponseWriter AnswerBareToken(ReadOnlySpan<byte> token, Session session, BrokerOptions options)
    {
        session.BareTokenFollows = false;
        session.Authenticated = IsKnown(token, options.Users);
        return new ResponseWriter { Suppressed = !session.Authenticated, CloseAfter = !session.Authenticated };
    }

    /// <summary>Ids are random: unique over every restart and data folder without anything to remember.</summary>
    public static ValueTask InitProducerId(RequestContext context)
    {
        var transactional = context.Request.NullableString() is not null;
        var id = BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
        context.Response.Int32(0);
        if (transactional)
            context.Response.Error(ErrorCode.TransactionalIdAuthorizationFailed).Int64(-1).Int16(-1);
        else
            context.Response.Error(ErrorCode.None).Int64(id).Int16(0);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A client with a group id asks this even when it only assigns partitions, and takes an error for its own: so groups have a
    /// coordinator, and since joining one is not among the APIs served, a client that subscribes says that the broker does not support
    /// it. Transactions are refused here.
    /// </summary>
    public static ValueTask FindCoordinator(RequestContext context)
    {
        context.Request.String();
        var isGroup = context.Version == 0 || context.Request.Int8() == 0;
        var node = context.Session.Advertised;
        if (context.Version >= 1)
            context.Response.Int32(0);
        context.Response.Error(isGroup ? ErrorCode.None : ErrorCode.TransactionalIdAuthorizationFailed);
        if (context.Version >= 1)
            context.Response.String(isGroup ? null : "this broker has no transactions: leave transactional.id empty");
        context.Response.Int32(isGroup ? RequestContext.NodeId : -1).String(isGroup ? node.Host : "").Int32(isGroup ? node.Port : -1);
        return ValueTask.CompletedTask;
    }

    /// <summary>RFC 4616: authorization id, user name and password, separated by zero bytes. Takes the same time for every wrong password.</summary>
    private static bool IsKnown(ReadOnlySpan<byte> token, IReadOnlyDictionary<string, string> users)
    {
        var parts = Encoding.UTF8.GetString(token).Split('\0');
        if (parts.Length != 3)
            return false;
        var known = users.TryGetValue(parts[1], out var password);
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(password ?? ""));
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(parts[2])), expected) && known;
    }
}
