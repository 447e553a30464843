using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace ActiveActive.Traffic;

/// <summary>Tells from the exception of an Orleans call what became of it. Pure.</summary>
/// <remarks>
/// <para><em>Not applied</em> is said only where the runtime gives up before the message leaves the client, or a silo refuses it at the door. From the
/// client's message centre: no gateway known, or no connection to one. A silo found dead while a request was under way, a time-out, and every other
/// rejection may come after the grain has run.</para>
/// <para>The two texts are those of the client's message centre of Orleans 10.4; it has no type for them. A test makes both happen.</para>
/// </remarks>
internal static class CallFailures
{
    private const string NoGateway = "No gateways available";
    private const string CouldNotSend = "Unable to send message due to exception";

    public static CallFailure Classify(Exception exception) => exception switch
    {
        SiteUnavailableException => CallFailure.NotApplied,
        ActiveActiveException => CallFailure.Application,
        ConnectionFailedException or GatewayTooBusyException => CallFailure.NotApplied,
        OrleansMessageRejectionException rejection when
            rejection.Message.StartsWith(NoGateway, StringComparison.Ordinal) || rejection.Message.StartsWith(CouldNotSend, StringComparison.Ordinal) => CallFailure.NotApplied,
        TimeoutException or SiloUnavailableException or OrleansMessageRejectionException => CallFailure.Unknown,
        _ => CallFailure.Application,
    };
}
