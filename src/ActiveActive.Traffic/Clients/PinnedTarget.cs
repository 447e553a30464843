using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>Makes a request run against a reference of one cluster's plain client: invoking it there makes and sends a request of that client's own.</summary>
internal sealed class PinnedTarget(IAddressable reference) : ITargetHolder
{
    public object? GetTarget() => reference;

    /// <summary>Extensions, <c>IAsyncEnumerable</c>'s among them, ask here.</summary>
    public object? GetComponent(Type componentType) => reference;
}
