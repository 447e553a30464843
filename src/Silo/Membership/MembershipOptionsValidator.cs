using ActiveActive.Operations;

namespace ActiveActive.Silo;

/// <summary>Validates section <c>Membership</c>, its values against each other, and against the response timeout.</summary>
internal static class MembershipOptionsValidator
{
    private const int HeartbeatsBeforeDefunct = 10;

    public static void Validate(MembershipOptions options, TimeSpan responseTimeout, ConfigurationProblems problems)
    {
        ValidateDatabase(options, problems);
        SiloSettings.ValidateDuration("Membership:ProbeTimeout", options.ProbeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), problems);
        problems.Require(options.MissedProbes is >= 1 and <= 10, "Membership:MissedProbes", options.MissedProbes, "1 to 10.");
        problems.Require(options.Votes is >= 1 and <= 10, "Membership:Votes", options.Votes, "1 to 10.");
        SiloSettings.ValidateDuration("Membership:TableRefresh", options.TableRefresh, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5), problems);
        SiloSettings.ValidateDuration("Membership:Heartbeat", options.Heartbeat, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5), problems);
        SiloSettings.ValidateDuration("Membership:StartTimeout", options.StartTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), problems);
        problems.Require(options.DefunctAfter >= HeartbeatsBeforeDefunct * options.Heartbeat, "Membership:DefunctAfter", options.DefunctAfter,
            $"less than {HeartbeatsBeforeDefunct} × Membership:Heartbeat ({options.Heartbeat:c}); rows of living silos could be deleted. Raise it.");
        var detection = options.ProbeTimeout * options.MissedProbes;
        problems.Require(detection < responseTimeout, "Membership:ProbeTimeout", options.ProbeTimeout,
            $"× Membership:MissedProbes ({options.MissedProbes}) is {detection:c}, not less than Silo:ResponseTimeout ({responseTimeout:c}): every call to a silo "
            + "that died would time out before it is noticed. Lower the one or raise the other.");
    }

    private static void ValidateDatabase(MembershipOptions options, ConfigurationProblems problems)
    {
        if (!problems.Require(options.Invariant is MembershipDialect.PostgreSql or MembershipDialect.Sqlite, "Membership:Invariant", options.Invariant,
                $"'{MembershipDialect.PostgreSql}' or '{MembershipDialect.Sqlite}'.")) return;
        try
        {
            MembershipDialect.Create(options.Invariant, options.ConnectionString);
        }
        catch (ArgumentException error)
        {
            problems.AddSecret("Membership:ConnectionString", options.ConnectionString,
                $"not a connection string of {options.Invariant}: {error.Message} Example: "
                + (options.Invariant == MembershipDialect.Sqlite ? "Data Source=membership.db" : "Host=localhost;Database=orleans;Username=orleans;Password=…"));
        }
    }
}
