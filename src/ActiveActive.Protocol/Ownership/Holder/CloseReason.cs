namespace ActiveActive.Protocol.Ownership;

/// <summary>Why a holder stopped.</summary>
public enum CloseReason
{
    /// <summary>Not closed.</summary>
    None = 0,

    /// <summary>The lease ran out before a renewal succeeded.</summary>
    LeaseLapsed = 1,

    /// <summary>The session was ended by a challenger.</summary>
    SessionEnded = 2,

    /// <summary>The arbiter's record names another holder or epoch.</summary>
    Superseded = 3,

    /// <summary>A store has been fenced by a later epoch.</summary>
    Fenced = 4,

    /// <summary>The own store is not the one that is in the set.</summary>
    OwnStoreLost = 5,

    /// <summary>Given away as planned.</summary>
    HandedOver = 6,

    /// <summary>
    /// A store of the set has committed writes that this holder never saw: the arbiter has lost memory. The group stays closed on this silo; an
    /// operator compares the stores and decides.
    /// </summary>
    Diverged = 7,
}
