using System.Collections.Concurrent;
using Orleans.Serialization.Invocation;

namespace ActiveActive.Traffic;

/// <summary>
/// Remembers which site an <c>IAsyncEnumerable</c> is served by: an enumeration lives in one activation, so its later calls go where the first one went,
/// whatever the policy says meanwhile.
/// </summary>
/// <remarks>Safe for concurrent use. Bounded: beyond the limit new enumerations are routed call by call, and one that crosses a change of policy ends with an
/// error. An entry goes when its enumeration is disposed.</remarks>
internal sealed class EnumerationSites
{
    private const int Limit = 10_000;
    private const string Dispose = nameof(IAsyncEnumerableGrainExtension.DisposeAsync);

    private readonly ConcurrentDictionary<Guid, int> _sites = new();
    private int _count;

    /// <summary>Index of the site that serves the enumeration this request belongs to, or -1.</summary>
    public int SiteOf(IInvokable request) =>
        !IsEnumeration(request) || !_sites.TryGetValue((Guid)request.GetArgument(0)!, out var site) ? -1 : site;

    /// <summary>A request was served.</summary>
    public void Served(IInvokable request, int site)
    {
        if (!IsEnumeration(request)) return;
        var id = (Guid)request.GetArgument(0)!;
        if (request.GetMethodName() == Dispose)
        {
            if (_sites.TryRemove(id, out _)) Interlocked.Decrement(ref _count);
        }
        else if (Volatile.Read(ref _count) < Limit && _sites.TryAdd(id, site))
        {
            Interlocked.Increment(ref _count);
        }
    }

    private static bool IsEnumeration(IInvokable request) =>
        request.GetInterfaceType() == typeof(IAsyncEnumerableGrainExtension) && request.GetArgumentCount() > 0;
}
