namespace ActiveActive.Silo;

/// <summary>Stored bytes cannot be read by this version, or a state cannot be stored within its bounds. The store is as before.</summary>
[GenerateSerializer, Alias("aa.StoredState")]
public sealed class StoredStateException(string message, Exception? inner = null)
    : ActiveActiveException(ErrorSlugs.Internal, CallOutcome.NotApplied, message, inner);
