using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Protocol.Ownership;

/// <summary>Something a silo's ownership wants done.</summary>
public abstract record OwnershipOutput;

/// <summary>List everything below <see cref="OwnershipKeys.Root"/>, linearizably; the answer goes to <see cref="SiloOwnership.OnRead"/>.</summary>
/// <param name="Request">Names the request.</param>
public sealed record ReadOwnership(long Request) : OwnershipOutput;

/// <summary>Commit a transaction; the outcome goes to <see cref="SiloOwnership.OnCommit"/>. Never repeat it.</summary>
/// <param name="Request">Names the request.</param>
/// <param name="Transaction">The transaction.</param>
public sealed record CommitOwnership(long Request, ArbiterTransaction Transaction) : OwnershipOutput;

/// <summary>Write something small and durable to the own store; success goes to <see cref="SiloOwnership.OnStoreWritten"/>.</summary>
public sealed record ProbeStore : OwnershipOutput;

/// <summary>The silo holds a group from now on: carry out what the holder puts out.</summary>
/// <param name="Holder">The holder.</param>
public sealed record HoldGroup(GroupHolder Holder) : OwnershipOutput;

/// <summary>The session is over and this incarnation with it; the silo needs a new one, with a new nonce.</summary>
/// <param name="Reason">Why.</param>
public sealed record IncarnationEnded(CloseReason Reason) : OwnershipOutput;
