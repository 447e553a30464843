namespace ActiveActive.Client.Load;

/// <summary>What looking for acknowledged writes found.</summary>
/// <param name="Checked">Facts that were compared.</param>
/// <param name="Unchecked">Facts whose site did not answer, so that nothing can be said.</param>
/// <param name="Violations">What contradicts an acknowledgement, a sentence each; the first hundred.</param>
/// <param name="ViolationCount">How many in all.</param>
public sealed record VerificationReport(int Checked, int Unchecked, IReadOnlyList<string> Violations, int ViolationCount)
{
    /// <summary>True when nothing contradicts.</summary>
    public bool Holds => ViolationCount == 0;
}
