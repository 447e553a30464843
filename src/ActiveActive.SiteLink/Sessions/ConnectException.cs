namespace ActiveActive.SiteLink;

/// <summary>An endpoint could not be connected; the message says why.</summary>
internal sealed class ConnectException(string message, Exception? inner = null) : Exception(message, inner);
