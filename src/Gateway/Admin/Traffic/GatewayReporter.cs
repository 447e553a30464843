using ActiveActive.Gateway.Hosting;
using ActiveActive.Gateway.Load;
using ActiveActive.Traffic;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>Says what this gateway sees.</summary>
internal sealed class GatewayReporter(GatewaySettings settings, ITrafficControl control, CallMeter meter, TimeProvider time)
{
    /// <summary>The report of this moment, of one snapshot.</summary>
    public GatewayReport Report()
    {
        var snapshot = control.Snapshot;
        return new GatewayReport
        {
            Name = settings.Gateway.Name,
            Site = settings.Sites.Home.Value,
            PublicUrl = settings.Gateway.PublicUrl,
            AdminUrl = settings.Gateway.AdminUrl,
            Dashboard = settings.Dashboard is null ? null : settings.Gateway.DashboardUrl,
            At = time.GetUtcNow(),
            Policy = PolicyDocument.From(snapshot.Policy),
            Sites =
            [
                .. snapshot.Sites.Select(s => new SiteReport(
                    s.Site.Value, s.Health.ToString().ToLowerInvariant(), s.Drained, s.Weight, meter.Report(s.Site))),
            ],
        };
    }
}
