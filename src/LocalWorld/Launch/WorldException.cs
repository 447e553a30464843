namespace ActiveActive.LocalWorld.Launch;

/// <summary>The world cannot start or go on as asked: the message says what is unusable and what to do, and is all a user needs.</summary>
internal sealed class WorldException(string message) : Exception(message);
