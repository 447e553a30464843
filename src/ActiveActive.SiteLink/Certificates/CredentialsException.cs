namespace ActiveActive.SiteLink;

/// <summary>The certificate files cannot be used; the message names key, value and remedy.</summary>
internal sealed class CredentialsException(string message, Exception? inner = null) : Exception(message, inner);
