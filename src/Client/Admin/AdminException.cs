namespace ActiveActive.Client.Admin;

/// <summary>An operation failed or was refused.</summary>
public sealed class AdminException(string slug, CallOutcome outcome, string message, Exception? inner = null)
    : ActiveActiveException(slug, outcome, message, inner);
