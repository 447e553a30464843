using Orleans.Configuration;

namespace ActiveActive.Silo;

/// <summary>Puts the silo into the cluster of its site.</summary>
internal static class MembershipHosting
{
    public static ISiloBuilder UseSiteMembership(this ISiloBuilder silo, MembershipOptions options)
    {
        var dialect = MembershipDialect.Create(options.Invariant, options.ConnectionString);
        silo.Services.AddSingleton(dialect).AddSingleton<MembershipSchema>();
        silo.Services.AddHealthChecks().AddCheck<MembershipHealthCheck>("membership");
        silo.UseAdoNetClustering(o =>
        {
            o.Invariant = dialect.Invariant;
            o.ConnectionString = dialect.ConnectionString;
        });
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = options.ProbeTimeout;
            // Left alone it is four times ProbeTimeout, and a vote is held back as long as any message came within MaxProbeTimeout x NumMissedProbesLimit:
            // a frozen silo would stay a member four times as long as configured.
            o.MaxProbeTimeout = options.ProbeTimeout;
            o.NumMissedProbesLimit = options.MissedProbes;
            o.NumVotesForDeathDeclaration = options.Votes;
            o.TableRefreshTimeout = options.TableRefresh;
            o.IAmAliveTablePublishTimeout = options.Heartbeat;
            o.EnableIndirectProbes = true;
            o.DefunctSiloExpiration = options.DefunctAfter;
            o.DefunctSiloCleanupPeriod = options.DefunctAfter;
        });
        return silo;
    }
}
