namespace ActiveActive.LocalBroker.Log;

/// <summary>When appended messages are forced to the disk. A killed process loses nothing under any policy; a power loss may.</summary>
internal enum FsyncPolicy
{
    /// <summary>Before they are acknowledged or shown to a consumer. Batches that arrive during one flush share the next.</summary>
    Always,

    /// <summary>Every second.</summary>
    Interval,

    /// <summary>When the operating system likes.</summary>
    Never,
}
