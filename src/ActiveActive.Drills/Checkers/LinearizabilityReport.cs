namespace ActiveActive.Drills.Checkers;

/// <summary>The judgement over a whole history.</summary>
/// <param name="Verdict">Not linearizable when any key is not; else undecided when any key is; else linearizable.</param>
/// <param name="Keys">The judgement per key, worst first.</param>
public sealed record LinearizabilityReport(LinearizabilityVerdict Verdict, IReadOnlyList<KeyReport> Keys)
{
    /// <summary>One line per key that is not linearizable or undecided; empty when all is well.</summary>
    public string Explanation =>
        string.Join(Environment.NewLine, Keys.Where(k => k.Verdict != LinearizabilityVerdict.Linearizable).Select(k => $"{k.Key}: {k.Verdict}. {k.Explanation}"));
}
