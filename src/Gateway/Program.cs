using ActiveActive.Gateway.Hosting;
using ActiveActive.Operations;

return await HostProgram.RunAsync(args, GatewaySettings.Help, async arguments =>
{
    await using var gateway = GatewayHost.Build(arguments);
    await gateway.RunAsync(CancellationToken.None);
});
