namespace ActiveActive.EventHubs;

/// <summary>The hub did not take the events in time. None of them is stored, none will be: they may be sent again.</summary>
[GenerateSerializer, Alias("aa.HubUnavailable")]
public sealed class HubUnavailableException(string message) : ActiveActiveException(ErrorSlugs.SiteUnavailable, CallOutcome.NotApplied, message);
