namespace ActiveActive.Replication;

/// <summary>Whether a store accepted a write.</summary>
public enum GrainCommitStatus
{
    /// <summary>Durable at home, together with what is to be shipped.</summary>
    Committed = 0,

    /// <summary>Not applied: another activation wrote since the version was read. Read again.</summary>
    Conflict = 1,

    /// <summary>Not applied: the store is another incarnation than the writer thinks. Read again and begin a new life.</summary>
    NewIncarnation = 2,
}
