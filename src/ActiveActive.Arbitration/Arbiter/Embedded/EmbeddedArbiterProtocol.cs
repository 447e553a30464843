using System.Text.Json;

namespace ActiveActive.Arbitration;

/// <summary>What a client and a member of the embedded arbiter say to each other: JSON over HTTP/1.1, all requests by POST with
/// <c>Authorization: Bearer KEY</c>. A member that does not lead answers 421 and has done nothing.</summary>
public static class EmbeddedArbiterProtocol
{
    /// <summary>A commit: the body is an <see cref="EmbeddedArbiterCommand"/>, the answer an <see cref="EmbeddedArbiterAnswer"/>.</summary>
    public const string CommitPath = "/arbiter/commit";

    /// <summary>A read of keys or a listing; body and answer as above.</summary>
    public const string ReadPath = "/arbiter/read";

    /// <summary>An observation; the answer is one line of JSON per hint, without end.</summary>
    public const string ObservePath = "/arbiter/observe";

    /// <summary>Most bytes of a request body.</summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    /// <summary>Writes a command as it travels and as it stands in the Raft log.</summary>
    public static byte[] Encode(EmbeddedArbiterCommand command) =>
        JsonSerializer.SerializeToUtf8Bytes(command, EmbeddedArbiterJson.Default.EmbeddedArbiterCommand);

    /// <summary>Reads a command.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static EmbeddedArbiterCommand DecodeCommand(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, EmbeddedArbiterJson.Default.EmbeddedArbiterCommand) ?? throw new JsonException("null is not a command");

    /// <summary>Writes an answer.</summary>
    public static byte[] Encode(EmbeddedArbiterAnswer answer) =>
        JsonSerializer.SerializeToUtf8Bytes(answer, EmbeddedArbiterJson.Default.EmbeddedArbiterAnswer);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static EmbeddedArbiterAnswer DecodeAnswer(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, EmbeddedArbiterJson.Default.EmbeddedArbiterAnswer) ?? throw new JsonException("null is not an answer");
}
