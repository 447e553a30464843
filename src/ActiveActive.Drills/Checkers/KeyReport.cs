namespace ActiveActive.Drills.Checkers;

/// <summary>The judgement over one key's history.</summary>
/// <param name="Key">The key.</param>
/// <param name="Verdict">What can be said.</param>
/// <param name="Operations">How many operations took part; unknown reads and operations known not applied do not.</param>
/// <param name="Configurations">How many pairs of done operations and state were visited.</param>
/// <param name="Explanation">When not linearizable: the operation no order could pass, and the states it was tried in, at the farthest point reached.</param>
public sealed record KeyReport(string Key, LinearizabilityVerdict Verdict, int Operations, long Configurations, string Explanation);
