namespace ActiveActive.SiteLink;

/// <summary>Bytes that are no message of this protocol.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
