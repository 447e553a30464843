using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>
/// What routed references call instead of Orleans' own reference runtime. A generated reference hands over its typed request; the router hands it on to the
/// reference runtime of the chosen cluster's client.
/// </summary>
internal sealed class RoutingRuntime(IServiceProvider services) : IGrainReferenceRuntime
{
    private GrainReferenceActivator? _activator;
    private GrainInterfaceTypeResolver? _interfaces;

    /// <summary>Set once, before the first reference is made: the router needs the clusters, which need the container this is part of.</summary>
    public CallRouter Router { get; set; } = null!;

    public ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        typeof(IAddressable).IsAssignableFrom(typeof(T))
            ? InvokeForReferenceAsync<T>(reference, request, options)
            : Router.InvokeAsync<T>(reference, request, options);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        await Router.InvokeAsync<object>(reference, request, options).ConfigureAwait(false);

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        Router.InvokeAsync<object>(reference, request, options).AsTask().Ignore();

    /// <summary>A reference that a grain returns is one of the answering client: callers get a routed one.</summary>
    private async ValueTask<T?> InvokeForReferenceAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var answer = await Router.InvokeAsync<T>(reference, request, options).ConfigureAwait(false);
        if (answer is not GrainReference returned || returned.GrainId.IsClient()) return answer;
        _activator ??= services.GetRequiredService<GrainReferenceActivator>();
        return (T)(object)_activator.CreateReference(returned.GrainId, returned.InterfaceType);
    }

    public object Cast(IAddressable grain, Type interfaceType)
    {
        if (grain is GrainReference && interfaceType.IsInstanceOfType(grain)) return grain;
        _activator ??= services.GetRequiredService<GrainReferenceActivator>();
        _interfaces ??= services.GetRequiredService<GrainInterfaceTypeResolver>();
        return _activator.CreateReference(grain.GetGrainId(), _interfaces.GetGrainInterfaceType(interfaceType));
    }
}
