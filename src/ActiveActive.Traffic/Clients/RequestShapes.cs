using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>Knows the shape of every kind of request; each is worked out once.</summary>
internal sealed class RequestShapes
{
    private readonly ConcurrentDictionary<Type, RequestShape> _shapes = new();

    /// <summary>The shape of a request.</summary>
    /// <exception cref="NotSupportedException">It hands an observer over. An observer is reached through the client that made it, and so by one cluster
    /// only: the grain would take it and its notifications would go nowhere. One inside another argument is not seen.</exception>
    public RequestShape Of(IInvokable request)
    {
        if (!_shapes.TryGetValue(request.GetType(), out var shape)) shape = Learn(request);
        if ((shape & RequestShape.TakesObserver) != 0) RefuseObservers(request);
        return shape;
    }

    private static void RefuseObservers(IInvokable request)
    {
        for (var i = 0; i < request.GetArgumentCount(); i++)
            if (request.GetArgument(i) is GrainReference reference && reference.GrainId.IsClient())
                throw new NotSupportedException(
                    $"{request.GetInterfaceName()}.{request.GetMethodName()} was given an observer on the routed client, but an observer belongs to one cluster: make it, and the call, on GetCluster(site).");
    }

    private RequestShape Learn(IInvokable request) => _shapes[request.GetType()] = request.GetMethod() is { } method
        ? method.GetParameters().Aggregate(RequestShape.Plain, static (shape, parameter) => shape | ShapeOf(parameter))
        : RequestShape.TakesObserver | RequestShape.TakesGrainToken;

    private static RequestShape ShapeOf(ParameterInfo parameter) =>
        typeof(IGrainObserver).IsAssignableFrom(parameter.ParameterType) ? RequestShape.TakesObserver
        : parameter.ParameterType == typeof(GrainCancellationToken) ? RequestShape.TakesGrainToken
        : RequestShape.Plain;
}
