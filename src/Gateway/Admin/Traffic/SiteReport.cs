using ActiveActive.Gateway.Load;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>One site as one gateway sees it.</summary>
/// <param name="Site">Its id.</param>
/// <param name="Health"><c>up</c>, <c>down</c> or <c>unknown</c>, by the gateway's own probes and calls.</param>
/// <param name="Drained">Whether operators drained it.</param>
/// <param name="Weight">Its share; null when no weights are set.</param>
/// <param name="Calls">What the gateway sent there lately.</param>
internal sealed record SiteReport(string Site, string Health, bool Drained, int? Weight, SiteCalls Calls);
