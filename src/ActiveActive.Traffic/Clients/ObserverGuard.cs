using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>
/// Refuses calls that hand an observer over. An observer is reached through the client that made it, and so by one cluster only: the grain would take it
/// and its notifications would go nowhere.
/// </summary>
/// <remarks>Whether a method can take an observer is worked out once. One inside another argument is not seen.</remarks>
internal sealed class ObserverGuard
{
    private readonly ConcurrentDictionary<Type, bool> _takesObserver = new();

    /// <summary>Checks a request.</summary>
    /// <exception cref="NotSupportedException">It hands an observer over.</exception>
    public void Check(IInvokable request)
    {
        if (!_takesObserver.TryGetValue(request.GetType(), out var takes)) takes = Learn(request);
        if (takes) RefuseObservers(request);
    }

    private static void RefuseObservers(IInvokable request)
    {
        for (var i = 0; i < request.GetArgumentCount(); i++)
            if (request.GetArgument(i) is GrainReference reference && reference.GrainId.IsClient())
                throw new NotSupportedException(
                    $"{request.GetInterfaceName()}.{request.GetMethodName()} was given an observer on the routed client, but an observer belongs to one cluster: make it, and the call, on GetCluster(site).");
    }

    private bool Learn(IInvokable request) => _takesObserver[request.GetType()] =
        request.GetMethod()?.GetParameters().Any(p => typeof(IGrainObserver).IsAssignableFrom(p.ParameterType)) ?? true;
}
