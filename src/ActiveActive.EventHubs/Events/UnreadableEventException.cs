namespace ActiveActive.EventHubs;

/// <summary>
/// An event cannot be given to the subscriber as the type it asked for: its bytes are damaged, of another type, or of a newer format. The event stays
/// undelivered and, when that lasts, reaches <see cref="IHubFailurePolicy"/>.
/// </summary>
[GenerateSerializer, Alias("aa.UnreadableEvent")]
public sealed class UnreadableEventException(string message, Exception? inner = null) : Exception(message, inner);
