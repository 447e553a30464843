using System.Runtime.ExceptionServices;
using ActiveActive.Traffic;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Mark = ActiveActive.Traffic.GatewayConnections.Mark;

namespace ActiveActive.Tests.Traffic;

/// <summary>S5: <em>not applied</em> is said only when it is known.</summary>
public sealed class CallFailuresTests
{
    private static readonly Mark Three = new(3, 0);

    [Theory]
    [InlineData(typeof(TimeoutException), CallFailure.Unknown)]
    [InlineData(typeof(SiloUnavailableException), CallFailure.Unknown)]
    [InlineData(typeof(GatewayTooBusyException), CallFailure.Overloaded)]
    [InlineData(typeof(LimitExceededException), CallFailure.Overloaded)]
    [InlineData(typeof(ConnectionFailedException), CallFailure.NotApplied)]
    [InlineData(typeof(OrleansMessageRejectionException), CallFailure.NotApplied)]
    [InlineData(typeof(OperationCanceledException), CallFailure.Application)]
    [InlineData(typeof(InvalidOperationException), CallFailure.Application)]
    public void Failure_ConnectionsUndisturbed_IsWhatTheRuntimeSays(Type type, object expected) =>
        Assert.Equal((CallFailure)expected, CallFailures.Classify(Thrown(New(type)), Three, Three));

    /// <summary>The client sends again what was under way on a connection that closed: a refusal may be of the second copy.</summary>
    [Theory]
    [InlineData(typeof(GatewayTooBusyException))]
    [InlineData(typeof(LimitExceededException))]
    [InlineData(typeof(ConnectionFailedException))]
    [InlineData(typeof(OrleansMessageRejectionException))]
    public void Failure_ConnectionClosedMeanwhile_IsUnknown(Type type) =>
        Assert.Equal(CallFailure.Unknown, CallFailures.Classify(Thrown(New(type)), Three, new Mark(3, 1)));

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(SiloUnavailableException))]
    [InlineData(typeof(OrleansMessageRejectionException))]
    [InlineData(typeof(InvalidOperationException))]
    public void Failure_NoConnectionAtAnyTime_IsNotApplied(Type type)
    {
        Assert.Equal(CallFailure.NotApplied, CallFailures.Classify(Thrown(New(type)), new Mark(2, 2), new Mark(2, 2)));
        Assert.NotEqual(CallFailure.NotApplied, CallFailures.Classify(Thrown(New(type)), new Mark(2, 2), new Mark(3, 3)));
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(OrleansMessageRejectionException))]
    [InlineData(typeof(GatewayTooBusyException))]
    [InlineData(typeof(ConnectionFailedException))]
    public void Failure_ThrownByTheGrain_IsNotTheRuntimesWord(Type type)
    {
        var error = New(type);
        ExceptionDispatchInfo.SetRemoteStackTrace(error, "   at Shop.CartGrain.Add() in CartGrain.cs:line 7");

        Assert.Equal(CallFailure.UnknownToGrain, CallFailures.Classify(Thrown(error), Three, Three));
    }

    [Fact]
    public void Failure_ApplicationSaysWhatItKnows_IsTakenAtItsWord()
    {
        Assert.Equal(CallFailure.NotApplied, CallFailures.Classify(new SiteUnavailableException("store away"), Three, Three));
        Assert.Equal(CallFailure.UnknownToGrain, CallFailures.Classify(new SiteUnavailableException("store away"), Three, new Mark(Three.Opened, Three.Closed + 1)));
        Assert.Equal(CallFailure.Application, CallFailures.Classify(new ConflictException("no stock"), Three, Three));
        Assert.Equal(CallFailure.Application, CallFailures.Classify(new OutcomeUnknownException("lost"), Three, Three));
    }

    [Fact]
    public void Connections_ReportedOutOfOrder_AreCounted()
    {
        var connections = new GatewayConnections();
        connections.Changed(1, 0);
        connections.Changed(1, 2);
        connections.Changed(2, 1);

        Assert.Equal(new Mark(2, 1), connections.Read());
        Assert.Equal(1, connections.Connected);
        Assert.False(connections.Read().NoneUntil(connections.Read()));
    }

    private static Exception New(Type type) => (Exception)Activator.CreateInstance(
        type, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic, null, ["refused."], null)!;

    private static Exception Thrown(Exception error)
    {
        try
        {
            throw error;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }
}
