namespace ActiveActive.SiteLink;

/// <summary>First byte of every frame. Never renumbered; an unknown kind ends the connection.</summary>
internal enum FrameKind : byte
{
    /// <summary>Caller → handler: id, handler, deadline, payload.</summary>
    Request = 1,

    /// <summary>Handler → caller: id, payload.</summary>
    Response = 2,

    /// <summary>Handler → caller: id, error, outcome, slug, message. In a stream the id is 0 and either end may send it.</summary>
    Failure = 3,

    /// <summary>Caller → handler: id. Nobody waits for the answer any more.</summary>
    Cancel = 4,

    /// <summary>Caller → handler: sequence.</summary>
    Ping = 5,

    /// <summary>Handler → caller: the sequence of the ping.</summary>
    Pong = 6,

    /// <summary>Handler → caller: this silo is about to stop; take the next calls elsewhere.</summary>
    GoAway = 7,

    /// <summary>First frame of a stream, from the end that opens it: handler, payload.</summary>
    Open = 8,

    /// <summary>First frame of the other end of a stream: the handler has it.</summary>
    Accept = 9,

    /// <summary>One payload of a stream.</summary>
    Data = 10,

    /// <summary>Nothing more comes from this end of the stream.</summary>
    End = 11,
}
