namespace ActiveActive.EventHubs.Events;

/// <summary>How a payload is to be read. The values are part of the stored format.</summary>
internal enum EventEncoding : byte
{
    /// <summary>The application's own bytes: read as <c>byte[]</c> or <c>ReadOnlyMemory&lt;byte&gt;</c>.</summary>
    Raw = 0,

    /// <summary>Written by the Orleans serializer for a declared type, and read for the same.</summary>
    Orleans = 1,

    /// <summary>Written by something newer than this reader, or not by this provider: no subscriber can read it.</summary>
    Unknown = 255,
}
