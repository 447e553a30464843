namespace ActiveActive.Drills.Histories;

/// <summary>What a recorded operation asked for.</summary>
public enum OperationKind
{
    /// <summary>The current value.</summary>
    Read = 0,

    /// <summary>Replace the value by <see cref="RecordedOperation.Argument"/>.</summary>
    Write = 1,

    /// <summary>Replace the value by <see cref="RecordedOperation.Argument"/> if it is <see cref="RecordedOperation.Expected"/>.</summary>
    CompareAndSwap = 2,

    /// <summary>Add <see cref="RecordedOperation.Argument"/> to the value.</summary>
    Add = 3,
}
