using ActiveActive.Arbitration;
using ActiveActive.LocalArbiter;
using ActiveActive.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;

var help = new HostHelp(
    "arbiter", "one member of the small Raft arbiter, for development and small installations.",
    OptionsSection.Describe<ArbiterMemberOptions>(ArbiterMemberOptions.Section));
return await HostProgram.RunAsync(args, help, async arguments =>
{
    var builder = HostProgram.CreateBuilder(arguments);
    var problems = new ConfigurationProblems();
    var options = OptionsSection.Bind<ArbiterMemberOptions>(builder.Configuration, ArbiterMemberOptions.Section, problems);
    options.Validate(problems);
    problems.ThrowIfAny();

    builder.WebHost.UseUrls(options.ListenUrl);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = EmbeddedArbiterProtocol.MaxBodyBytes);
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton<ArbiterMember>();
    builder.Services.AddHostedService(services => services.GetRequiredService<ArbiterMember>());
    builder.Services.AddSingleton<ArbiterMemberMetrics>();
    builder.Services.AddSingleton<ArbiterEndpoints>();
    builder.Services.AddOperations("arbiter", options.Name).AddCheck<MajorityHealthCheck>("majority");

    await using var app = builder.Build();
    app.UseRouting();
    app.UseOperationsKey(OperationsKeyFile.Read(options.KeyFile));
    app.Services.GetRequiredService<ArbiterEndpoints>().Map(app);
    app.MapOperations();
    await app.RunAsync();
});
