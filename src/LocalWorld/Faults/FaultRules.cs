using ActiveActive.World;

namespace ActiveActive.LocalWorld.Faults;

/// <summary>Which faults are legal in a world of given processes. Pure.</summary>
/// <param name="silos">Names of the silos.</param>
/// <param name="others">Names of the other processes.</param>
/// <param name="sites">Ids of the sites.</param>
/// <param name="siteOf">The site of a process.</param>
internal sealed class FaultRules(
    IReadOnlyList<string> silos, IReadOnlyList<string> others, IReadOnlyList<string> sites, Func<string, string> siteOf)
{
    /// <summary>Shortest duration in seconds.</summary>
    public const double MinSeconds = 0.1;

    /// <summary>Longest duration in seconds.</summary>
    public const double MaxSeconds = 600;

    /// <summary>Duration when the request names none, in seconds.</summary>
    public const double DefaultSeconds = 30;

    /// <summary>Longest delay in milliseconds.</summary>
    public const double MaxDelayMilliseconds = 10_000;

    private const string SitePrefix = "site:";
    private const string LinkPrefix = "link:";

    private static readonly string[] Kinds =
        [FaultKinds.Kill, FaultKinds.Pause, FaultKinds.Stall, FaultKinds.Refuse, FaultKinds.Cut, FaultKinds.Delay];

    /// <summary>Checks a request.</summary>
    /// <exception cref="InvalidRequestException">It is not legal; the exception names the field and what is legal.</exception>
    public FaultOrder Check(FaultRequest request)
    {
        if (!Kinds.Contains(request.Kind)) throw new InvalidRequestException("kind", $"'{request.Kind}' is no kind of fault; legal are {string.Join(", ", Kinds)}.");
        return new FaultOrder(request.Kind, request.Target, Target(request.Kind, request.Target), Duration(request), Delay(request));
    }

    private FaultTarget Target(string kind, string target) => kind switch
    {
        FaultKinds.Kill or FaultKinds.Pause => ProcessesOrSite(kind, target),
        FaultKinds.Stall or FaultKinds.Refuse => Silo(kind, target),
        _ => Link(kind, target),
    };

    private FaultTarget ProcessesOrSite(string kind, string target)
    {
        IReadOnlyList<string> names = [.. silos, .. others];
        if (names.Contains(target)) return new FaultTarget(null, [target], []);
        if (target.StartsWith(SitePrefix, StringComparison.Ordinal) && sites.Contains(target[SitePrefix.Length..]))
        {
            var site = target[SitePrefix.Length..];
            return new FaultTarget(site, [.. names.Where(n => siteOf(n) == site)], []);
        }

        throw BadTarget(kind, target, [.. names, .. sites.Select(s => SitePrefix + s)]);
    }

    private FaultTarget Silo(string kind, string target) =>
        silos.Contains(target) ? new FaultTarget(null, [target], []) : throw BadTarget(kind, target, silos);

    private FaultTarget Link(string kind, string target)
    {
        foreach (var (from, to) in Pairs())
        {
            if (target == $"{LinkPrefix}{from}>{to}") return new FaultTarget(null, [], [(from, to)]);
            if (target == $"{LinkPrefix}{from}-{to}") return new FaultTarget(null, [], [(from, to), (to, from)]);
        }

        throw BadTarget(kind, target, [.. Pairs().SelectMany(p => new[] { $"{LinkPrefix}{p.From}-{p.To}", $"{LinkPrefix}{p.From}>{p.To}" })]);
    }

    private IEnumerable<(string From, string To)> Pairs() => sites.SelectMany(from => sites.Where(to => to != from).Select(to => (from, to)));

    private static InvalidRequestException BadTarget(string kind, string target, IEnumerable<string> legal) =>
        new("target", $"'{target}' is not something to {kind}; legal are {string.Join(", ", legal)}.");

    private static TimeSpan Duration(FaultRequest request)
    {
        var seconds = request.DurationSeconds ?? DefaultSeconds;
        return seconds is >= MinSeconds and <= MaxSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidRequestException("durationSeconds", $"{seconds} is out of range; legal is {MinSeconds} to {MaxSeconds}.");
    }

    private static TimeSpan Delay(FaultRequest request)
    {
        if (request.Kind != FaultKinds.Delay)
            return request.DelayMilliseconds is null
                ? TimeSpan.Zero
                : throw new InvalidRequestException("delayMilliseconds", $"only a fault of kind {FaultKinds.Delay} has a delay.");
        return request.DelayMilliseconds is >= 0 and <= MaxDelayMilliseconds
            ? TimeSpan.FromMilliseconds(request.DelayMilliseconds.Value)
            : throw new InvalidRequestException(
                "delayMilliseconds", $"a fault of kind {FaultKinds.Delay} needs a delay of 0 to {MaxDelayMilliseconds}.");
    }
}
