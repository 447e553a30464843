namespace ActiveActive.SiteLink;

/// <summary>A handler wrote more than an answer may hold.</summary>
internal sealed class ResponseTooLargeException(int maxBytes) : Exception($"an answer may have at most {maxBytes} bytes.")
{
    public int MaxBytes { get; } = maxBytes;
}
