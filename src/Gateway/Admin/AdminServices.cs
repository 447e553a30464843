using ActiveActive.Gateway.Admin.Audit;
using ActiveActive.Gateway.Admin.Traffic;
using ActiveActive.Gateway.Admin.World;
using ActiveActive.Gateway.Hosting;
using ActiveActive.Traffic;

namespace ActiveActive.Gateway.Admin;

/// <summary>What the admin listener works with.</summary>
internal static class AdminServices
{
    public static void AddAdminServices(this IServiceCollection services, GatewaySettings settings, GatewayFiles files)
    {
        services.AddSingleton(settings).AddSingleton(files);
        services.AddSingleton(_ => new AuditLog(files.AuditFile));
        services.AddSingleton(s => new AuditTrail(
            s.GetRequiredService<AuditLog>(), settings.Gateway.Name, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<AuditTrail>>()));
        services.AddSingleton(s =>
        {
            var keeper = new PolicyKeeper(
                s.GetRequiredService<ITrafficControl>(), new PolicyFile(files.PolicyFile), s.GetRequiredService<AuditTrail>(), settings.Gateway.Name,
                s.GetRequiredService<ILogger<PolicyKeeper>>());
            keeper.Restore();
            return keeper;
        });
        services.AddSingleton<GatewayReporter>().AddSingleton<PolicyExchange>();
        services.AddHostedService(s => s.GetRequiredService<PolicyExchange>());
        if (settings.Control is { } control) services.AddSingleton(_ => new ControlClient(control, files.ControlKey!));
        services.AddSingleton(s => new SupervisedWorld(s.GetService<ControlClient>(), settings.World.File, s.GetRequiredService<ILogger<SupervisedWorld>>()));
        services.AddSingleton<ClusterMembers>().AddSingleton<WorldReader>();
    }
}
