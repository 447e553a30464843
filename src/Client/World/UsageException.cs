namespace ActiveActive.Client.World;

/// <summary>The user asked for something that cannot be; the message says what to do. Exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
