using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>
/// Remembers which site an <c>IAsyncEnumerable</c> is served by: an enumeration lives in one activation, so its later calls go where the first one was
/// answered, whatever policy and health say meanwhile.
/// </summary>
/// <remarks>Each enumeration has a reference of its own, made by the runtime; the entry lives as long as that. Safe for concurrent use.</remarks>
internal sealed class StickySites
{
    private readonly ConditionalWeakTable<GrainReference, Site> _sites = [];

    /// <summary>Index of the site that serves the enumeration of this reference, or -1.</summary>
    public int SiteOf(GrainReference enumeration) => _sites.TryGetValue(enumeration, out var site) ? site.Index : -1;

    /// <summary>A call of the enumeration was answered.</summary>
    public void Answered(GrainReference enumeration, int site)
    {
        if (!_sites.TryGetValue(enumeration, out _)) _sites.TryAdd(enumeration, new Site(site));
    }

    private sealed record Site(int Index);
}
