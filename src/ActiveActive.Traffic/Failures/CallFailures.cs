using System.Diagnostics;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace ActiveActive.Traffic;

/// <summary>Tells from the exception of an attempt, and from what the client's connections did meanwhile, what became of the call. Pure.</summary>
/// <remarks>
/// <para><em>Not applied</em> is said only on evidence. There was no connection to the cluster during the attempt: then nothing was sent, whatever the exception.
/// Or a silo, or the client, refused to deliver the message, and no connection closed meanwhile: a client sends again what was under way on a
/// connection that closes, so that the refusal may be of the second copy while the first is being executed.</para>
/// <para>A grain may throw the runtime's exceptions too, its own calls having failed after half of its work. Those have a stack trace from the other side,
/// which a refusal by the runtime, being made and not thrown, has not.</para>
/// <para>A silo that was lost and a time-out are never more than unknown. After the sources of Orleans 10.4: <c>CallbackData</c>, <c>ClientMessageCenter</c>,
/// <c>ClientOutboundConnection</c>, <c>MessageCenter</c>, <c>GatewayInboundConnection</c>.</para>
/// </remarks>
internal static class CallFailures
{
    /// <summary>Classifies a failed attempt.</summary>
    /// <param name="exception">How the attempt ended.</param>
    /// <param name="before">The client's connections when the attempt began.</param>
    /// <param name="after">The client's connections when it had ended.</param>
    public static CallFailure Classify(Exception exception, GatewayConnections.Mark before, GatewayConnections.Mark after)
    {
        switch (exception)
        {
            // The application says what it knows of its own outcome, and knows it of the copy it refused: a connection that closed meanwhile may have
            // made the client send another one before it.
            case SiteUnavailableException:
                return before.NoneUntil(after) || before.NoneClosedUntil(after) ? CallFailure.NotApplied : CallFailure.UnknownToGrain;
            case ActiveActiveException:
                return CallFailure.Application;
            case OperationCanceledException:
                return CallFailure.Application;
        }

        if (before.NoneUntil(after)) return CallFailure.NotApplied;
        var kind = Kind(exception);
        if (kind == CallFailure.Application) return kind;
        if (WasThrownElsewhere(exception)) return CallFailure.UnknownToGrain;
        return before.NoneClosedUntil(after) ? kind : CallFailure.Unknown;
    }

    private static CallFailure Kind(Exception exception) => exception switch
    {
        // First: a lost silo is a kind of rejection to the type system, and more than a rejection to us.
        TimeoutException or SiloUnavailableException => CallFailure.Unknown,
        GatewayTooBusyException or LimitExceededException => CallFailure.Overloaded,
        OrleansMessageRejectionException or ConnectionFailedException => CallFailure.NotApplied,
        _ => CallFailure.Application,
    };

    /// <summary>
    /// True when the exception was thrown in another process and came with an answer. Its trace then begins with text that is not of this process's frames.
    /// An exception of the runtime's own making was thrown here first. In doubt true: that claims less.
    /// </summary>
    private static bool WasThrownElsewhere(Exception exception)
    {
        if (exception.StackTrace is not { } trace) return false;
        var here = new StackTrace(exception, fNeedFileInfo: true).ToString();
        return !trace.AsSpan().TrimEnd().SequenceEqual(here.AsSpan().TrimEnd());
    }
}
