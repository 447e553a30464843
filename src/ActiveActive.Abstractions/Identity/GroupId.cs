using System.Globalization;

namespace ActiveActive;

/// <summary>One slice of the strong grains: the unit of ownership. Numbered from 0; the number of groups is fixed per installation.</summary>
[GenerateSerializer, Immutable, Alias("aa.GroupId")]
public readonly record struct GroupId([property: Id(0)] int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
