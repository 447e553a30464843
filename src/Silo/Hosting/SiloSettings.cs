using System.Net;
using ActiveActive.Operations;
using ActiveActive.SiteLink;

namespace ActiveActive.Silo;

/// <summary>Everything this host is configured by, bound and validated together before anything starts.</summary>
/// <param name="Silo">Section <c>Silo</c>.</param>
/// <param name="Membership">Section <c>Membership</c>.</param>
/// <param name="Store">Section <c>Store</c>.</param>
/// <param name="Faults">Section <c>Faults</c>.</param>
/// <param name="Site">The parsed site id.</param>
/// <param name="Address">The parsed address.</param>
/// <param name="OperationsUrl">The parsed address of the operations listener.</param>
public sealed record SiloSettings(
    SiloOptions Silo, MembershipOptions Membership, StoreOptions Store, FaultOptions Faults, SiteId Site, IPAddress Address, Uri OperationsUrl)
{
    private const int MaxNameLength = 150;

    /// <summary>The address of <see cref="OperationsUrl"/>; of <c>localhost</c> the IPv4 one.</summary>
    public IPAddress OperationsAddress => OperationsUrl.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(OperationsUrl.Host.Trim('[', ']'));

    /// <summary>Lines of <c>--help</c>.</summary>
    public static HostHelp Help { get; } = new("silo", "one Orleans silo of one site.",
    [
        .. OptionsSection.Describe<SiloOptions>("Silo"),
        .. OptionsSection.Describe<MembershipOptions>("Membership"),
        .. OptionsSection.Describe<StoreOptions>("Store"),
        new OptionHelp("SiteLink:ListenUrl", "", "https://host:port of this silo's end of the site link; empty switches the link off"),
        new OptionHelp("SiteLink:CertificateFile", "", "PEM file of this site's certificate"),
        new OptionHelp("SiteLink:PrivateKeyFile", "", "PEM file of its private key"),
        new OptionHelp("SiteLink:AuthorityFile", "", "PEM file of the authority both sites trust"),
        new OptionHelp("SiteLink:Peers:{site}:{n}", "", "https://host:port of the other site's silos, or of a load balancer before them"),
        .. OptionsSection.Describe<FaultOptions>("Faults"),
    ]);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ConfigurationException">They cannot work; every reason is given.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        var problems = new ConfigurationProblems();
        var silo = OptionsSection.Bind<SiloOptions>(configuration, "Silo", problems);
        var membership = OptionsSection.Bind<MembershipOptions>(configuration, "Membership", problems);
        var store = OptionsSection.Bind<StoreOptions>(configuration, "Store", problems);
        var faults = OptionsSection.Bind<FaultOptions>(configuration, "Faults", problems);

        // The link validates its own values; here only what a binder passes over in silence.
        OptionsSection.Bind<SiteLinkOptions>(configuration, "SiteLink", problems);

        var (site, address, url) = ValidateSilo(silo, problems);
        MembershipOptionsValidator.Validate(membership, silo.ResponseTimeout, problems);
        StoreOptionsValidator.Validate(store, silo.ResponseTimeout, problems);
        problems.Require(!faults.Enabled || silo.OperationsKeyFile.Length > 0, "Silo:OperationsKeyFile", silo.OperationsKeyFile,
            "Faults:Enabled is true, and faults are only injected for a caller with a key: name a file, it is made when it does not exist.");
        problems.ThrowIfAny();
        return new SiloSettings(silo, membership, store, faults, site, address!, url!);
    }

    private static (SiteId Site, IPAddress? Address, Uri? Url) ValidateSilo(SiloOptions silo, ConfigurationProblems problems)
    {
        problems.Require(SiteId.TryParse(silo.Site, out var site), "Silo:Site", silo.Site,
            $"1 to {SiteId.MaxLength} characters of a-z, 0-9 and '-', beginning with a letter.");
        foreach (var (key, value) in new[] { ("Silo:Name", silo.Name), ("Silo:ServiceId", silo.ServiceId), ("Silo:ClusterId", silo.ClusterId) })
            problems.Require(value.Length is > 0 and <= MaxNameLength && !value.Any(char.IsControl), key, value,
                $"1 to {MaxNameLength} characters without control characters.");
        var isAddress = IPAddress.TryParse(silo.Address, out var address);
        problems.Require(isAddress && !address!.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any), "Silo:Address", silo.Address,
            "an IP address of this machine that the other silos and the gateways reach.");
        ValidatePort("Silo:SiloPort", silo.SiloPort, problems);
        ValidatePort("Silo:GatewayPort", silo.GatewayPort, problems);
        problems.Require(silo.SiloPort != silo.GatewayPort || silo.SiloPort is null, "Silo:GatewayPort", silo.GatewayPort,
            "the same as Silo:SiloPort; give each its own port.");
        if (problems.Require(TryParseListener(silo.OperationsUrl, out var url), "Silo:OperationsUrl", silo.OperationsUrl,
                "http://HOST:PORT with an IP address or 'localhost' and no path, e.g. http://127.0.0.1:8081."))
            problems.Require(url!.Port != silo.SiloPort && url.Port != silo.GatewayPort, "Silo:OperationsUrl", silo.OperationsUrl,
                "has the port of Silo:SiloPort or Silo:GatewayPort; give each its own port.");
        ValidateDuration("Silo:ResponseTimeout", silo.ResponseTimeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5), problems);
        ValidateDuration("Silo:ShutdownTimeout", silo.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), problems);
        return (site, address, url);
    }

    internal static void ValidateDuration(string key, TimeSpan value, TimeSpan least, TimeSpan most, ConfigurationProblems problems) =>
        problems.Require(value >= least && value <= most, key, value, $"a duration from {least:g} to {most:g}.");

    private static void ValidatePort(string key, int? port, ConfigurationProblems problems) =>
        problems.Require(port is > 0 and <= ushort.MaxValue, key, port, $"a port from 1 to {ushort.MaxValue}.");

    private static bool TryParseListener(string text, out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/" &&
        (url.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _));
}
