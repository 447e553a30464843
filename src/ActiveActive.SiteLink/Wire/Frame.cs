namespace ActiveActive.SiteLink;

/// <summary>One decoded frame. The memory belongs to the message it was read from.</summary>
/// <param name="Kind">What it is; says which of the others mean something.</param>
/// <param name="Id">Call id or ping sequence.</param>
/// <param name="Name">Handler name or slug, ASCII.</param>
/// <param name="DeadlineMilliseconds">How long the caller waits, from its sending.</param>
/// <param name="Error">Kind of failure.</param>
/// <param name="Outcome">What is known about the effect.</param>
/// <param name="Payload">Payload, or the UTF-8 text of a failure.</param>
internal readonly record struct Frame(
    FrameKind Kind,
    ulong Id = 0,
    ReadOnlyMemory<byte> Name = default,
    uint DeadlineMilliseconds = 0,
    SiteLinkError Error = 0,
    CallOutcome Outcome = CallOutcome.Unknown,
    ReadOnlyMemory<byte> Payload = default);
