using ActiveActive.Operations;
using ActiveActive.Silo;

return await HostProgram.RunAsync(args, SiloSettings.Help, async arguments =>
{
    await using var silo = SiloHost.Build(arguments);
    await silo.RunAsync(CancellationToken.None);
});
