using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Grains;

/// <summary>What an operation was to do, as a digest: the same id with another one is a mistake of the caller and not a retry.</summary>
internal readonly record struct OperationArguments
{
    private const char Separator = '\u001f';

    private OperationArguments(ulong digest) => Digest = digest;

    /// <summary>First 64 bits of the SHA-256 of name and values.</summary>
    public ulong Digest { get; }

    /// <summary>The digest of a change.</summary>
    /// <param name="change">Name of the change.</param>
    /// <param name="values">Its values: texts without control characters, and numbers.</param>
    public static OperationArguments Of(string change, params ReadOnlySpan<object> values)
    {
        var text = new StringBuilder(change);
        foreach (var value in values) text.Append(Separator).Append(Convert.ToString(value, CultureInfo.InvariantCulture));
        return new OperationArguments(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }
}
