using System.Net;
using Microsoft.Extensions.Options;

namespace ActiveActive.SiteLink;

/// <summary>Holds the rules of <see cref="SiteLinkOptions"/>, the ones between values included.</summary>
internal sealed class SiteLinkOptionsValidator : IValidateOptions<SiteLinkOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SiteLinkOptions options)
    {
        var problems = new List<string>();
        if (options.ListenUrl.Length == 0)
        {
            if (options.Peers.Count > 0)
                problems.Add("SiteLink:ListenUrl is empty but SiteLink:Peers has entries: set it to https://host:port of this silo's end, or remove the peers.");
        }
        else
        {
            Identity(options, problems);
            Files(options, problems);
            Addresses(options, problems);
        }

        Limits(options, problems);
        Times(options, problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void Identity(SiteLinkOptions options, List<string> problems)
    {
        if (!SiteId.TryParse(options.Site, out _))
            problems.Add($"the site link's own site is '{options.Site}': the host must set it to 1 to {SiteId.MaxLength} characters of a-z, 0-9 and '-', beginning with a letter.");
        foreach (var (what, value) in new[] { ("name", options.Name), ("service id", options.ServiceId) })
            if (value.Length is 0 or > 100 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                problems.Add($"the site link's {what} is '{value}': the host must set it to 1 to 100 ASCII letters, digits, '-', '_' or '.'.");
    }

    private static void Files(SiteLinkOptions options, List<string> problems)
    {
        foreach (var (key, path, what) in new[]
                 {
                     ("CertificateFile", options.CertificateFile, "this silo's certificate"),
                     ("PrivateKeyFile", options.PrivateKeyFile, "this silo's private key"),
                     ("AuthorityFile", options.AuthorityFile, "the authority both sites trust"),
                 })
        {
            if (path.Length == 0) problems.Add($"SiteLink:{key} is empty: name the PEM file of {what}, or empty SiteLink:ListenUrl to switch the link off.");
            else if (!File.Exists(path)) problems.Add($"SiteLink:{key} is '{path}', which does not exist (working directory {Environment.CurrentDirectory}): name the PEM file of {what}.");
        }
    }

    private static void Addresses(SiteLinkOptions options, List<string> problems)
    {
        if (!ListenAddress.TryParse(options.ListenUrl, out _))
            problems.Add($"SiteLink:ListenUrl is '{options.ListenUrl}': use https://host:port with an IP address, 'localhost' or '*' as host and no path.");
        foreach (var (site, endpoints) in options.Peers)
        {
            if (!SiteId.TryParse(site, out _)) problems.Add($"SiteLink:Peers:{site} is not a site id: use 1 to {SiteId.MaxLength} characters of a-z, 0-9 and '-', beginning with a letter.");
            else if (site == options.Site) problems.Add($"SiteLink:Peers:{site} is this silo's own site: list only the other sites.");
            if (endpoints.Count is 0 or > 64) problems.Add($"SiteLink:Peers:{site} has {endpoints.Count} endpoints: give 1 to 64.");
            for (var i = 0; i < endpoints.Count; i++)
                if (!IsEndpoint(endpoints[i])) problems.Add($"SiteLink:Peers:{site}:{i} is '{endpoints[i]}': use https://host:port without a path.");
        }
    }

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
        && uri.Port is > 0 and <= IPEndPoint.MaxPort;

    private static void Limits(SiteLinkOptions options, List<string> problems)
    {
        Range(problems, nameof(options.MaxPayloadBytes), options.MaxPayloadBytes, 1 << 10, 16 << 20);
        Range(problems, nameof(options.MaxBatchBytes), options.MaxBatchBytes, 4 << 10, 4 << 20);
        Range(problems, nameof(options.MaxCallsInFlight), options.MaxCallsInFlight, 1, ushort.MaxValue);
        Range(problems, nameof(options.MaxCallsHandled), options.MaxCallsHandled, 1, ushort.MaxValue);
        Range(problems, nameof(options.MaxStreams), options.MaxStreams, 1, 1000);
        Range(problems, nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, options.MaxPayloadBytes, 1L << 30, " (at least SiteLink:MaxPayloadBytes)");
        Range(problems, nameof(options.StreamQueueBytes), options.StreamQueueBytes, options.MaxPayloadBytes, 256 << 20, " (at least SiteLink:MaxPayloadBytes)");
    }

    private static void Times(SiteLinkOptions options, List<string> problems)
    {
        Range(problems, nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Range(problems, nameof(options.KeepAliveInterval), options.KeepAliveInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Range(problems, nameof(options.KeepAliveTimeout), options.KeepAliveTimeout, TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5));
        Range(problems, nameof(options.ReconnectMinDelay), options.ReconnectMinDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(problems, nameof(options.ReconnectMaxDelay), options.ReconnectMaxDelay, options.ReconnectMinDelay, TimeSpan.FromMinutes(5), " (at least SiteLink:ReconnectMinDelay)");
        Range(problems, nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        if (options.KeepAliveTimeout <= options.KeepAliveInterval)
            problems.Add($"SiteLink:KeepAliveTimeout is {options.KeepAliveTimeout} and SiteLink:KeepAliveInterval is {options.KeepAliveInterval}: the timeout must be longer, better twice as long, or a healthy peer is given up between two pings.");
    }

    private static void Range<T>(List<string> problems, string key, T value, T least, T most, string note = "") where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            problems.Add($"SiteLink:{key} is {value}: use {least}{note} to {most}.");
    }
}
