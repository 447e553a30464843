namespace ActiveActive.Protocol.Ownership;

/// <summary>What a forced take-over leaves at the arbiter, in the same transaction.</summary>
/// <param name="Operator">Who did it.</param>
/// <param name="Reason">Why, in the operator's words.</param>
/// <param name="Before">The record it replaced: the writes acknowledged by its set and absent from the new holder's store may be lost.</param>
public sealed record ForcedTakeOverNote(string Operator, string Reason, GroupRecord Before);
