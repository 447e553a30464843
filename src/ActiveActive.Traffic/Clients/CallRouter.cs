using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>Carries one call through: candidates from the snapshot, attempts, and the rule for repeating.</summary>
/// <remarks>The request made by the routed reference is handed to the chosen client as it is. A client reads it and does not change or keep it, so that it can
/// be handed to another one after a failure.</remarks>
internal sealed class CallRouter(
    MultiClusterClientOptions options, TrafficState state, IReadOnlyList<ClusterConnection> clusters, TrafficMetrics metrics, TimeProvider time)
{
    private readonly RetryBudget _budget = new(options.RetryRatio, options.RetryReserve);
    private readonly StickySites _enumerations = new();
    private readonly ObserverGuard _observers = new();

    /// <summary>Routes and carries out a call.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> InvokeAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions methodOptions)
    {
        var scope = RouteScope.Current;
        var wish = scope?.Wish ?? default;
        var started = time.GetTimestamp();
        _observers.Check(request);
        _budget.Call(started / time.TimestampFrequency);

        var isEnumeration = reference is IAsyncEnumerableGrainExtension;
        var isOneWay = (methodOptions & InvokeMethodOptions.OneWay) != 0;
        var readOnly = (methodOptions & InvokeMethodOptions.ReadOnly) != 0;
        // A call for the next elements must not be repeated: the answer that was lost had elements in it.
        var call = new CallProgress(Candidates(reference, wish, isEnumeration), readOnly, wish.Idempotent && !isEnumeration, (uint)started);
        while (true)
        {
            var candidate = call.Candidate;
            var cluster = clusters[candidate.Index];
            var connected = cluster.Current;
            if (connected is null || (isOneWay && connected.Gateways.Connected == 0))
            {
                // Orleans drops a one-way message without a word when it has no connection.
                call.NotConnected();
            }
            else if (!cluster.TryEnter())
            {
                call.Refused();
                metrics.Refused(cluster.Tag);
            }
            else
            {
                var before = connected.Gateways.Read();
                Exception error;
                try
                {
                    call.Sent();
                    var target = (GrainReference)connected.Client.GetGrain(reference.GrainId, reference.InterfaceType);
                    var left = call.Attempts == 1 ? options.CallTimeout : options.CallTimeout - time.GetElapsedTime(started);
                    var answer = connected.Runtime.InvokeMethodAsync<T>(target, request, methodOptions);
                    var result = await (left >= options.AttemptTimeout ? answer : new ValueTask<T?>(Limited(answer, left))).ConfigureAwait(false);
                    cluster.Answered();
                    metrics.Served(cluster.Tag, candidate.Reason);
                    if (isEnumeration) _enumerations.Answered(reference, candidate.Index);
                    scope?.Record(cluster.Site, candidate.Reason, call.Attempts);
                    return result;
                }
                catch (Exception thrown)
                {
                    error = thrown;
                }
                finally
                {
                    cluster.Exit();
                }

                var failure = CallFailures.Classify(error, before, connected.Gateways.Read());
                if (failure == CallFailure.Unknown) cluster.NotAnswered();
                else if (failure != CallFailure.NotApplied && error is not OperationCanceledException) cluster.Answered();
                if (failure == CallFailure.Application)
                {
                    metrics.Served(cluster.Tag, candidate.Reason);
                    scope?.Record(cluster.Site, candidate.Reason, call.Attempts);
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
                }

                call.Failed(failure, error);
            }

            var step = Step(ref call, started);
            if (step.GivenUp is { } why)
            {
                metrics.GivenUp(cluster.Tag, why, call.IsBound);
                scope?.Record(cluster.Site, candidate.Reason, call.Attempts);
                throw CallVerdict.Of(call, why, reference.GrainId, readOnly, options);
            }

            metrics.Retried(cluster.Tag);
            if (step.Wait > TimeSpan.Zero) await Task.Delay(step.Wait, time, request.GetCancellationToken()).ConfigureAwait(false);
            if (step.Replan) call.Replan(Candidates(reference, wish, isEnumeration));
        }
    }

    private RouteCandidate[] Candidates(GrainReference reference, RouteWish wish, bool isEnumeration)
    {
        var snapshot = state.Snapshot;
        var pin = snapshot.IndexOf(wish.Pin);
        if (!wish.Pin.IsNone && pin < 0) throw new InvalidRequestException("site", $"there is no site '{wish.Pin}'.");
        if (pin < 0 && isEnumeration) pin = _enumerations.SiteOf(reference);
        return snapshot.Table.Candidates(pin, snapshot.IndexOf(wish.PreferSite), reference.GrainId);
    }

    /// <summary>The last attempt of a long call is cut short at the call's own deadline.</summary>
    private Task<T?> Limited<T>(ValueTask<T?> answer, TimeSpan left)
    {
        var task = answer.AsTask();
        task.Ignore();
        return task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }

    /// <summary>What comes next, within the bounds that hold for all calls.</summary>
    private CallStep Step(ref CallProgress call, long started)
    {
        var step = call.Next(options.MaxAttempts);
        if (step.GivenUp is not null) return step;
        if (time.GetElapsedTime(started) + step.Wait >= options.CallTimeout) return CallStep.Stop(GivenUp.Deadline);
        // What was not sent cost the sites nothing.
        if (call.Attempts > 0 && !_budget.TrySpend(time.GetTimestamp() / time.TimestampFrequency)) return CallStep.Stop(GivenUp.Budget);
        return step;
    }
}
