namespace ActiveActive.LocalBroker.Log;

/// <summary>How much a topic keeps. Null means the broker's default.</summary>
internal sealed record TopicSettings(long? RetentionMilliseconds = null, long? RetentionBytes = null, long? SegmentBytes = null)
{
    public const string RetentionMillisecondsKey = "retention.ms";
    public const string RetentionBytesKey = "retention.bytes";
    public const string SegmentBytesKey = "segment.bytes";

    /// <summary>Sets one value by its Kafka name; -1 means unlimited for the retention values.</summary>
    /// <exception cref="FormatException">The name is not supported or the value is out of range.</exception>
    public TopicSettings With(string key, string? value)
    {
        if (!long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < -1)
            throw new FormatException($"{key}={value}: a whole number of at least -1 is expected");
        return key switch
        {
            RetentionMillisecondsKey => this with { RetentionMilliseconds = number },
            RetentionBytesKey => this with { RetentionBytes = number },
            SegmentBytesKey when number >= 1024 => this with { SegmentBytes = number },
            SegmentBytesKey => throw new FormatException($"{key}={value}: at least 1024 is expected"),
            _ => throw new FormatException(
                $"{key} is not supported; use {RetentionMillisecondsKey}, {RetentionBytesKey} or {SegmentBytesKey}"),
        };
    }

    /// <summary>These values where set, else the given ones.</summary>
    public TopicSettings Over(TopicSettings defaults) => new(
        RetentionMilliseconds ?? defaults.RetentionMilliseconds, RetentionBytes ?? defaults.RetentionBytes, SegmentBytes ?? defaults.SegmentBytes);
}
