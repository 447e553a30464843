using System.ComponentModel;

namespace ActiveActive.Silo;

/// <summary>Section <c>Faults</c>: for the local world and drills.</summary>
public sealed class FaultOptions
{
    /// <summary>Whether faults may be injected on command. Never on where nobody is drilling.</summary>
    [Description("whether faults may be injected on command")]
    public bool Enabled { get; set; }
}
