using System.Text.Json.Nodes;

namespace ActiveActive.LocalWorld.Demo.Calls;

/// <summary>What became of a call after all its attempts.</summary>
/// <param name="Status">Status of the last answer; 0 when none came.</param>
/// <param name="Site">Site that executed it; empty when no answer came.</param>
/// <param name="Reason">Why that site.</param>
/// <param name="Body">Body of the answer; null when there is none.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Elapsed">From the moment it was due to its answer.</param>
/// <param name="Doubtful">Sites in which an earlier attempt may have been applied without this caller's knowledge.</param>
/// <param name="LastTrouble">The last thing that went wrong; null when nothing did.</param>
internal sealed record ShopAnswer(
    int Status, string Site, string Reason, JsonNode? Body, int Attempts, TimeSpan Elapsed, IReadOnlySet<string> Doubtful, string? LastTrouble)
{
    /// <summary>True when it was done.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
