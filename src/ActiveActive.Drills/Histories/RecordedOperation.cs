namespace ActiveActive.Drills.Histories;

/// <summary>One operation as its client saw it.</summary>
public sealed record RecordedOperation
{
    /// <summary>Who called; for people.</summary>
    public required string Client { get; init; }

    /// <summary>The object. Linearizability is judged per key, which loses nothing (Herlihy and Wing 1990, locality).</summary>
    public required string Key { get; init; }

    /// <summary>What was asked for.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>New value of a write or swap, summand of an addition; null for a read, and for a write that clears.</summary>
    public long? Argument { get; init; }

    /// <summary>What a compare-and-swap compared with; null: absent.</summary>
    public long? Expected { get; init; }

    /// <summary>What a read returned (null: absent), or the value an addition returned, null when it returned none.</summary>
    public long? Result { get; init; }

    /// <summary>Whether a compare-and-swap swapped. True for everything else.</summary>
    public bool Succeeded { get; init; } = true;

    /// <summary>What the client was told.</summary>
    public required RecordedOutcome Outcome { get; init; }

    /// <summary>When the call was made, on one monotonic clock for the whole history; unit of no importance.</summary>
    public required long InvokedAt { get; init; }

    /// <summary>When the answer came, on the same clock. Of no meaning when the outcome is unknown.</summary>
    public required long ReturnedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var call = Kind switch
        {
            OperationKind.Read => "read()",
            OperationKind.Write => $"write({Show(Argument)})",
            OperationKind.CompareAndSwap => $"cas({Show(Expected)}, {Show(Argument)})",
            _ => $"add({Show(Argument)})",
        };
        var answer = Outcome switch
        {
            RecordedOutcome.Unknown => "unknown",
            RecordedOutcome.NotApplied => "not applied",
            _ => Kind switch { OperationKind.Read or OperationKind.Add => Show(Result), OperationKind.CompareAndSwap => Succeeded ? "swapped" : "kept", _ => "done" },
        };
        return $"{Client} {Key} {call} = {answer} [{InvokedAt}, {(Outcome == RecordedOutcome.Unknown ? "…" : ReturnedAt)}]";
    }

    private static string Show(long? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "absent";
}
