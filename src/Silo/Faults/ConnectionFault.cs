using System.Text.Json.Serialization;

namespace ActiveActive.Silo;

/// <summary>What the connections between this silo and the others of its cluster do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionFault>))]
public enum ConnectionFault
{
    /// <summary>Carry.</summary>
    [JsonStringEnumMemberName("open")] Open = 0,

    /// <summary>Stay open and carry nothing, in either direction.</summary>
    [JsonStringEnumMemberName("stall")] Stall = 1,

    /// <summary>Are closed, and new ones refused.</summary>
    [JsonStringEnumMemberName("refuse")] Refuse = 2,
}
