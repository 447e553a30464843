namespace ActiveActive.Operations;

/// <summary>
/// The process cannot start because something it needs is not there, e.g. a database that does not answer. <see cref="HostProgram"/> prints the
/// message as one line and ends with exit code <see cref="HostProgram.StartFailed"/>; starting again later may work.
/// </summary>
/// <param name="message">What is missing, the key it was found by, and the remedy.</param>
/// <param name="inner">The cause.</param>
public sealed class HostStartException(string message, Exception? inner = null) : Exception(message, inner);
