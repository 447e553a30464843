using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ActiveActive;

/// <summary>
/// Names one intended change, chosen by the caller, so that a retry of a call whose outcome is unknown takes effect at most
/// once. Two different changes must never share one.
/// </summary>
/// <remarks>1 to 200 bytes of UTF-8 without control characters. Compared ordinally.</remarks>
[GenerateSerializer, Immutable, Alias("aa.OperationId")]
public readonly record struct OperationId
{
    /// <summary>Longest legal id, in bytes of UTF-8.</summary>
    public const int MaxBytes = 200;

    [Id(0)]
    private readonly string? _value;

    private OperationId(string value) => _value = value;

    /// <summary>The id as text; empty for the default value.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>True for the default value, which names no operation: the change is then not deduplicated.</summary>
    public bool IsNone => _value is null;

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not a legal operation id; the message says what is.</exception>
    public static OperationId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"an operation id is 1 to {MaxBytes} bytes of UTF-8 without control characters.");

    /// <summary>Reads an id; false, and the default value, when the text is not legal.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text) || Encoding.UTF8.GetByteCount(text) > MaxBytes || text.Any(char.IsControl)) return false;
        id = new OperationId(text);
        return true;
    }

    /// <summary>The id of a step of this operation. Deterministic, so that whoever resumes the operation repeats the same step.</summary>
    /// <param name="step">Short name of the step, unique within the operation.</param>
    /// <remarks>Derived by hashing when the joined text would exceed <see cref="MaxBytes"/>.</remarks>
    public OperationId Step(string step)
    {
        var joined = $"{Value}/{step}";
        if (Encoding.UTF8.GetByteCount(joined) <= MaxBytes) return new OperationId(joined);
        return new OperationId(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(joined))));
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
