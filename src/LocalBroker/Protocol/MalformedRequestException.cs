namespace ActiveActive.LocalBroker.Protocol;

/// <summary>The bytes are not a request this broker can decode. The connection is closed: nothing after them can be trusted.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);
