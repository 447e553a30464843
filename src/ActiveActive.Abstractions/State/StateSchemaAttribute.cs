namespace ActiveActive;

/// <summary>
/// Version of the stored form of a state class. It is written in front of the state; state of a newer version than the class knows is
/// refused instead of being read in part and written back poorer.
/// </summary>
/// <param name="version">1 to 65535; raised with every change that older code must not read. New fields with a sensible default are not one.</param>
/// <remarks>A class without this attribute has version 1.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class StateSchemaAttribute(int version) : Attribute
{
    /// <summary>The version.</summary>
    public int Version { get; } = version is >= 1 and <= ushort.MaxValue
        ? version
        : throw new ArgumentOutOfRangeException(nameof(version), version, $"a schema version is 1 to {ushort.MaxValue}.");
}
