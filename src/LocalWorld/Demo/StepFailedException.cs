namespace ActiveActive.LocalWorld.Demo;

/// <summary>A step of the tour did not hold: the message says what was expected and what was seen.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
