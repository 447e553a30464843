using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>Carries one call through: candidates from the snapshot, attempts, and the rule for repeating.</summary>
internal sealed class CallRouter(
    MultiClusterClientOptions options, TrafficState state, IReadOnlyList<ClusterConnection> clusters, TrafficMetrics metrics, TimeProvider time)
{
    private readonly RetryBudget _budget = new(options.RetryRatio, options.RetryReserve);
    private readonly EnumerationSites _enumerations = new();

    /// <summary>Routes and carries out a call. Failures are in the response, as with an ordinary request.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Response> InvokeAsync(GrainReference reference, IInvokable request, InvokeMethodOptions methodOptions)
    {
        // Before any target is set: setting one replaces the token with a source of the request's own, and cancelling would reach nobody.
        var cancellation = request.GetCancellationToken();
        var scope = RouteScope.Current;
        var wish = scope?.Wish ?? default;
        var snapshot = state.Snapshot;
        var grain = reference.GrainId;
        var pin = snapshot.IndexOf(wish.Pin);
        if (!wish.Pin.IsNone && pin < 0) return Response.FromException(new InvalidRequestException("site", $"there is no site '{wish.Pin}'."));
        if (pin < 0) pin = _enumerations.SiteOf(request);
        var candidates = snapshot.Table.Candidates(pin, snapshot.IndexOf(wish.PreferSite), grain.GetUniformHashCode());
        var call = new CallProgress(candidates, (methodOptions & InvokeMethodOptions.ReadOnly) != 0, wish.Idempotent);
        var started = time.GetTimestamp();
        _budget.Earn();

        while (true)
        {
            var candidate = call.Candidate;
            var cluster = clusters[candidate.Index];
            if (cluster.Client is { } client && cluster.TryEnter())
            {
                Response response;
                try
                {
                    call.Sent();
                    response = await SendAsync(client, reference, request, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    cluster.Exit();
                }

                var failure = response.Exception is { } exception ? CallFailures.Classify(exception) : CallFailure.Application;
                if (failure == CallFailure.Application)
                {
                    cluster.CallSucceeded();
                    metrics.Served(cluster.Tag, candidate.Reason);
                    _enumerations.Served(request, candidate.Index);
                    scope?.Record(cluster.Site, candidate.Reason, call.Attempts);
                    return response;
                }

                // The cluster was asked and answered "not me": the grain's own refusal is no sign of the site's health.
                if (response.Exception is not ActiveActiveException) cluster.CallFailed();
                call.Failed(failure, response.Exception!);
            }
            else
            {
                call.NotSent(cluster.Client is not null);
            }

            var wait = call.Next(options.MaxAttempts);
            if (wait is null || time.GetElapsedTime(started) + wait.Value >= options.CallTimeout || !_budget.TrySpend())
            {
                metrics.Failed(cluster.Tag, call.SawUnknown);
                scope?.Record(cluster.Site, candidate.Reason, call.Attempts);
                return Response.FromException(call.Verdict(reference, options));
            }

            metrics.Retried(cluster.Tag);
            if (wait > TimeSpan.Zero)
            {
                try
                {
                    await Task.Delay(wait.Value, time, cancellation).ConfigureAwait(false);
                }
                catch (OperationCanceledException error)
                {
                    return Response.FromException(call.SawUnknown ? call.Verdict(reference, options) : error);
                }
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Response> SendAsync(IClusterClient client, GrainReference reference, IInvokable request, CancellationToken cancellation)
    {
        try
        {
            request.SetTarget(new PinnedTarget(client.GetGrain(reference.GrainId, reference.InterfaceType)));
            using var registration = cancellation.CanBeCanceled
                ? cancellation.UnsafeRegister(static state => ((IInvokable)state!).TryCancel(), request)
                : default;
            return await request.Invoke().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return Response.FromException(error);
        }
    }
}
