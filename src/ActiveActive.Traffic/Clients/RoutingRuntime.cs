using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>
/// What routed references call instead of Orleans' own reference runtime. A generated reference hands over its typed request; the request is then run
/// against a plain reference of the chosen cluster, which sends a request of its own.
/// </summary>
internal sealed class RoutingRuntime(IServiceProvider services) : IGrainReferenceRuntime
{
    private GrainReferenceActivator? _activator;
    private GrainInterfaceTypeResolver? _interfaces;

    /// <summary>Set once, before the first reference is made: the router needs the clusters, which need the container this is part of.</summary>
    public CallRouter Router { get; set; } = null!;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var response = await Router.InvokeAsync(reference, request, options).ConfigureAwait(false);
        var result = response.GetResult<T>();
        response.Dispose();
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var response = await Router.InvokeAsync(reference, request, options).ConfigureAwait(false);
        response.GetResult<object>();
        response.Dispose();
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        Router.InvokeAsync(reference, request, options).AsTask().Ignore();

    public object Cast(IAddressable grain, Type interfaceType)
    {
        if (grain is GrainReference && interfaceType.IsInstanceOfType(grain)) return grain;
        _activator ??= services.GetRequiredService<GrainReferenceActivator>();
        _interfaces ??= services.GetRequiredService<GrainInterfaceTypeResolver>();
        return _activator.CreateReference(grain.GetGrainId(), _interfaces.GetGrainInterfaceType(interfaceType));
    }
}
