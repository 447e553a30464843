namespace ActiveActive.SiteLink;

/// <summary>Takes a message apart. Survives arbitrary bytes (X2): what is not a frame is a <see cref="WireFormatException"/>, nothing else.</summary>
internal struct FrameReader(ReadOnlyMemory<byte> message, int maxPayload)
{
    private const int MaxNameBytes = 64;
    private const int MaxTextBytes = 4096;
    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>Reads the next frame; false at the end of the message.</summary>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        if (_rest.IsEmpty) return false;
        var kind = (FrameKind)Byte();
        frame = kind switch
        {
            FrameKind.Request => new(kind, Number(), Name(), Deadline(), Payload: Bytes(maxPayload)),
            FrameKind.Response => new(kind, Number(), Payload: Bytes(maxPayload)),
            FrameKind.Failure => new(kind, Number(), Error: Error(), Outcome: Outcome(), Name: Name(), Payload: Bytes(MaxTextBytes)),
            FrameKind.Cancel or FrameKind.Ping or FrameKind.Pong => new(kind, Number()),
            FrameKind.GoAway or FrameKind.Accept or FrameKind.End => new(kind),
            FrameKind.Open => new(kind, Name: Name(), Payload: Bytes(maxPayload)),
            FrameKind.Data => new(kind, Payload: Bytes(maxPayload)),
            _ => throw new WireFormatException($"frame kind {(byte)kind} is not known"),
        };
        return true;
    }

    private byte Byte()
    {
        if (_rest.IsEmpty) throw new WireFormatException("the message ends within a frame");
        var value = _rest.Span[0];
        _rest = _rest[1..];
        return value;
    }

    private ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            if (shift == 63 && b > 1) throw new WireFormatException("a number exceeds 64 bits");
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new WireFormatException("a number exceeds 64 bits");
    }

    private uint Deadline()
    {
        var milliseconds = Number();
        if (milliseconds is 0 or > FrameWriter.MaxDeadlineMilliseconds) throw new WireFormatException($"a deadline of {milliseconds} ms is out of range");
        return (uint)milliseconds;
    }

    private ReadOnlyMemory<byte> Name()
    {
        var name = Take(Byte(), MaxNameBytes);
        foreach (var b in name.Span)
            if (!char.IsAsciiLetterLower((char)b) && !char.IsAsciiDigit((char)b) && b is not ((byte)'-' or (byte)'.')) throw new WireFormatException("a name has an illegal character");
        return name;
    }

    private ReadOnlyMemory<byte> Bytes(int limit) => Take(Number(), limit);

    private SiteLinkError Error()
    {
        var error = (SiteLinkError)Byte();
        return Enum.IsDefined(error) ? error : SiteLinkError.HandlerFailed;
    }

    private CallOutcome Outcome()
    {
        var outcome = (CallOutcome)Byte();
        return Enum.IsDefined(outcome) ? outcome : CallOutcome.Unknown;
    }

    private ReadOnlyMemory<byte> Take(ulong length, int limit)
    {
        if (length > (ulong)limit) throw new WireFormatException($"a length of {length} bytes exceeds {limit}");
        if (length > (ulong)_rest.Length) throw new WireFormatException("the message ends within a frame");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
