namespace ActiveActive.Crdts;

/// <summary>A value and when it was assigned.</summary>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="Stamp">Moment of the hybrid logical clock.</param>
/// <param name="Value">The value.</param>
public readonly record struct Stamped<TValue>(HlcTimestamp Stamp, TValue Value);
