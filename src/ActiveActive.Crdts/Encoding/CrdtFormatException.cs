namespace ActiveActive.Crdts;

/// <summary>Bytes are not a canonical encoding, or exceed a cap. Nothing was read; reading them again fails again.</summary>
/// <param name="message">What is wrong.</param>
public sealed class CrdtFormatException(string message) : FormatException(message);
