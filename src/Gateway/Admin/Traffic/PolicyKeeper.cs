using System.Text.Json;
using ActiveActive.Gateway.Admin.Audit;
using ActiveActive.Traffic;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>
/// The only way by which the traffic policy of this gateway changes: written down first, then in force, then in the audit log, then on its way to
/// the other gateways.
/// </summary>
/// <remarks>Written down first, so that a change that was answered survives a restart, and one that cannot be kept is not made. Safe for
/// concurrent use; changes go one at a time.</remarks>
internal sealed partial class PolicyKeeper(
    ITrafficControl control, PolicyFile file, AuditTrail audit, string gateway, ILogger<PolicyKeeper> logger)
{
    private readonly Lock _lock = new();
    private readonly ILogger _logger = logger;

    /// <summary>Raised after every change, outside of any lock.</summary>
    public event Action? Changed;

    /// <summary>The policy in force.</summary>
    public TrafficPolicy Policy => control.Policy;

    /// <summary>Takes over what an earlier run of this gateway kept. A file that cannot be used is logged and passed over: the other gateways know
    /// the policy too.</summary>
    public void Restore()
    {
        try
        {
            if (file.Read() is not { } document) return;
            if (document.ToPolicy() is { } policy) control.TryApply(policy);
            else LogUnusable("it is no policy");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or InvalidRequestException)
        {
            LogUnusable(error.Message);
        }
    }

    /// <summary>Makes a change.</summary>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="action">What it is, for the audit log.</param>
    /// <param name="target">On what, for the audit log.</param>
    /// <param name="change">From the policy in force to the wanted one; may throw.</param>
    /// <exception cref="InvalidRequestException">The wanted policy does not suit the sites; nothing changed.</exception>
    public void Change(string actor, string action, string target, Func<TrafficPolicy, TrafficPolicy> change)
    {
        lock (_lock)
        {
            var before = control.Policy;
            var wanted = change(before);
            if (Same(before, wanted)) return;
            TakeOver(before, wanted with { Version = before.Version.Next(gateway) }, actor, action, target);
        }

        Changed?.Invoke();
    }

    /// <summary>Takes over the policy of another gateway if it is newer.</summary>
    /// <param name="peer">Name of the other gateway.</param>
    /// <param name="document">Its policy.</param>
    /// <exception cref="InvalidRequestException">The policy does not suit the sites known here; nothing changed.</exception>
    public void Adopt(string peer, PolicyDocument document)
    {
        var policy = document.ToPolicy() ?? throw new InvalidRequestException("policy", "it is no policy.");
        lock (_lock)
        {
            var before = control.Policy;
            if (policy.Version.CompareTo(before.Version) <= 0) return;
            TakeOver(before, policy, $"peer:{peer}", "traffic.adopt", policy.Version.Origin);
        }

        Changed?.Invoke();
    }

    private void TakeOver(TrafficPolicy before, TrafficPolicy wanted, string actor, string action, string target)
    {
        if (wanted.Problem([.. control.Snapshot.Sites.Select(s => s.Site)]) is { } problem) throw new InvalidRequestException("policy", problem);
        var document = PolicyDocument.From(wanted);
        file.Write(document);
        control.TryApply(wanted);
        audit.Record(actor, action, target, PolicyDocument.From(before), document, TrafficJson.Default.PolicyDocument);
    }

    private static bool Same(TrafficPolicy one, TrafficPolicy other) =>
        one.Drained.SetEquals(other.Drained) && one.Weights.Count == other.Weights.Count &&
        one.Weights.All(w => other.Weights.TryGetValue(w.Key, out var weight) && weight == w.Value);
}
