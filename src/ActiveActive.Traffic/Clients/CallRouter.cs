using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
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
    private readonly ClusterConnection[] _clusters = [.. clusters];
    private readonly RetryBudget _budget = new(options.RetryRatio, options.RetryReserve);
    private readonly StickySites _enumerations = new();
    private readonly RequestShapes _shapes = new();

    /// <summary>
    /// Routes and carries out a call. The first attempt is here, and what follows a failure elsewhere: every local that lives across the wait is
    /// copied for every call.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> InvokeAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions methodOptions)
    {
        var started = time.GetTimestamp();
        _budget.Call(started / time.TimestampFrequency);
        var shape = _shapes.Of(request);
        var candidates = Candidates(reference, RouteScope.Current?.Wish ?? default);
        var attempt = Begin(candidates[0], methodOptions);
        Exception? error;
        if (attempt.Connected is not null)
        {
            try
            {
                var result = await attempt.Connected.Runtime.InvokeMethodAsync<T>(attempt.Target(reference, shape), request, methodOptions).ConfigureAwait(false);
                Answered(reference, attempt, attempts: 1);
                return result;
            }
            catch (Exception thrown)
            {
                error = thrown;
            }
            finally
            {
                attempt.Connected.Owner.InFlight.Exit();
            }
        }
        else
        {
            error = null;
        }

        return await GoOnAsync<T>(reference, request, methodOptions, candidates, started, attempt, error).ConfigureAwait(false);
    }

    /// <summary>Carries on after a first attempt that failed or could not be made.</summary>
    private async ValueTask<T?> GoOnAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions methodOptions, RouteCandidate[] candidates, long started, Attempt attempt, Exception? error)
    {
        var wish = RouteScope.Current?.Wish ?? default;
        var readOnly = (methodOptions & InvokeMethodOptions.ReadOnly) != 0;
        // A call for the next elements must not be repeated: the answer that was lost had elements in it.
        var call = new CallProgress(candidates, readOnly, wish.Idempotent && reference is not IAsyncEnumerableGrainExtension, (uint)started);
        while (true)
        {
            if (attempt.Connected is not null) Failed(ref call, attempt, error!);
            else if (attempt.IsRefused) call.Refused();
            else call.NotConnected();

            var step = Step(ref call, started);
            var site = _clusters[attempt.Candidate.Index];
            if (step.GivenUp is { } why)
            {
                metrics.GivenUp(site.Tag, why, call.IsBound);
                RouteScope.Current?.Record(site.Site, attempt.Candidate.Reason, call.Attempts);
                throw CallVerdict.Of(call, why, reference.GrainId, readOnly, options);
            }

            metrics.Retried(site.Tag);
            if (step.Wait > TimeSpan.Zero) await Task.Delay(step.Wait, time, request.GetCancellationToken()).ConfigureAwait(false);
            if (step.Replan) call.Replan(Candidates(reference, wish));

            attempt = Begin(call.Candidate, methodOptions);
            if (attempt.Connected is null) continue;
            try
            {
                var answer = attempt.Connected.Runtime.InvokeMethodAsync<T>(attempt.Target(reference, _shapes.Of(request)), request, methodOptions);
                var result = await WithinDeadline(answer, started).ConfigureAwait(false);
                Answered(reference, attempt, call.Attempts + 1);
                return result;
            }
            catch (Exception thrown)
            {
                error = thrown;
            }
            finally
            {
                attempt.Connected.Owner.InFlight.Exit();
            }
        }
    }

    private RouteCandidate[] Candidates(GrainReference reference, in RouteWish wish)
    {
        var snapshot = state.Snapshot;
        var pin = snapshot.IndexOf(wish.Pin);
        if (!wish.Pin.IsNone && pin < 0) throw new InvalidRequestException("site", $"there is no site '{wish.Pin}'.");
        if (pin < 0 && reference is IAsyncEnumerableGrainExtension) pin = _enumerations.SiteOf(reference);
        return snapshot.Table.Candidates(pin, snapshot.IndexOf(wish.PreferSite), reference.GrainId);
    }

    private Attempt Begin(RouteCandidate candidate, InvokeMethodOptions methodOptions)
    {
        var cluster = _clusters[candidate.Index];
        var connected = cluster.Current;
        // Orleans drops a one-way message without a word when it has no connection.
        if (connected is null || ((methodOptions & InvokeMethodOptions.OneWay) != 0 && connected.Gateways.Connected == 0)) return new Attempt(candidate, null, default, IsRefused: false);
        if (cluster.InFlight.TryEnter()) return new Attempt(candidate, connected, connected.Gateways.Read(), IsRefused: false);
        metrics.Refused(cluster.Tag);
        return new Attempt(candidate, null, default, IsRefused: true);
    }

    /// <summary>The last attempt of a long call is cut short at the call's own deadline.</summary>
    private ValueTask<T?> WithinDeadline<T>(ValueTask<T?> answer, long started)
    {
        var left = options.CallTimeout - time.GetElapsedTime(started);
        if (left >= options.AttemptTimeout) return answer;
        var task = answer.AsTask();
        task.Ignore();
        return new ValueTask<T?>(task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time));
    }

    private void Answered(GrainReference reference, in Attempt attempt, int attempts)
    {
        var cluster = attempt.Connected!.Owner;
        cluster.Answered();
        metrics.Served(cluster.Tag, attempt.Candidate.Reason);
        if (reference is IAsyncEnumerableGrainExtension) _enumerations.Answered(reference, attempt.Candidate.Index);
        RouteScope.Current?.Record(cluster.Site, attempt.Candidate.Reason, attempts);
    }

    /// <summary>Judges a failed attempt. An exception that is the grain's answer is thrown on.</summary>
    private void Failed(ref CallProgress call, in Attempt attempt, Exception error)
    {
        call.Sent();
        var cluster = attempt.Connected!.Owner;
        var failure = CallFailures.Classify(error, attempt.Before, attempt.Connected.Gateways.Read());
        if (failure == CallFailure.Application)
        {
            if (error is not OperationCanceledException) cluster.Answered();
            metrics.Served(cluster.Tag, attempt.Candidate.Reason);
            RouteScope.Current?.Record(cluster.Site, attempt.Candidate.Reason, call.Attempts);
            ExceptionDispatchInfo.Throw(error);
        }

        if (failure == CallFailure.Unknown) cluster.NotAnswered();
        else if (failure != CallFailure.NotApplied) cluster.Answered();
        call.Failed(failure, error);
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

    /// <summary>One attempt. <see cref="Connected"/> is null when it was not made.</summary>
    private readonly record struct Attempt(RouteCandidate Candidate, ConnectedCluster? Connected, GatewayConnections.Mark Before, bool IsRefused)
    {
        /// <summary>The routed reference itself will do: a client reads its grain and interface. Only what keeps it for later needs one of the client's own.</summary>
        public GrainReference Target(GrainReference routed, RequestShape shape) => (shape & RequestShape.TakesGrainToken) == 0
            ? routed
            : (GrainReference)Connected!.Client.GetGrain(routed.GrainId, routed.InterfaceType);
    }
}
