using System.Buffers;
using System.Text;
using ActiveActive.SiteLink;
using CsCheck;

namespace ActiveActive.Tests.SiteLink;

/// <summary>X2: the decoder caps what it reads and survives arbitrary bytes; old bytes stay readable.</summary>
public sealed class FrameTests
{
    /// <summary>Captured from version 1 of the protocol: Sample() printed in hexadecimal. Must never change.</summary>
    private const string Version1 =
        "01858002047465737488270568656C6C6F0285800202616203858002090108636F6E666C69637405" + "74616B656E0485800205070607070808746573742E6F706503616263090A0378797A0B";

    [Fact]
    public void Bytes_OfVersion1_AreReadAndWrittenUnchanged()
    {
        Assert.Equal(Version1, Convert.ToHexString(Sample().WrittenSpan));
        var frames = Read(Convert.FromHexString(Version1));

        Assert.Equal(
            [FrameKind.Request, FrameKind.Response, FrameKind.Failure, FrameKind.Cancel, FrameKind.Ping, FrameKind.Pong, FrameKind.GoAway, FrameKind.Open, FrameKind.Accept, FrameKind.Data, FrameKind.End],
            frames.Select(f => f.Kind));
        var request = frames[0];
        Assert.Equal((32773UL, 5000u, "test", "hello"), (request.Id, request.DeadlineMilliseconds, Text(request.Name), Text(request.Payload)));
        var failure = frames[2];
        Assert.Equal((SiteLinkError.HandlerFailed, CallOutcome.NotApplied, "conflict", "taken"), (failure.Error, failure.Outcome, Text(failure.Name), Text(failure.Payload)));
    }

    [Fact]
    public void Reader_ArbitraryBytes_EndsOrRefusesButNeverFailsOtherwise() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                Assert.All(Read(bytes), frame => Assert.True(frame.Payload.Length <= 1024 || frame.Kind == FrameKind.Failure));
            }
            catch (WireFormatException)
            {
                // Refused, as it should be.
            }
        });

    [Fact]
    public void Reader_AnySingleDamage_EndsOrRefusesButNeverFailsOtherwise() =>
        Gen.Select(Gen.Int[0, Version1.Length / 2 - 1], Gen.Byte).Sample((at, value) =>
        {
            var bytes = Convert.FromHexString(Version1);
            bytes[at] = value;
            try
            {
                Read(bytes);
            }
            catch (WireFormatException)
            {
                // Refused, as it should be.
            }
        });

    [Theory]
    [InlineData("00")]
    [InlineData("FF")]
    [InlineData("0901")]
    [InlineData("0A8110")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF01")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF02")]
    [InlineData("010001540100")]
    [InlineData("0100017400")]
    [InlineData("08417465")]
    public void Reader_IllegalFrame_Refuses(string hex) => Assert.Throws<WireFormatException>(() => Read(Convert.FromHexString(hex)));

    [Fact]
    public void Request_AnyLegalValue_RoundTrips() =>
        Gen.Select(Gen.ULong, Gen.UInt[1, FrameWriter.MaxDeadlineMilliseconds], Gen.Byte.Array[0, 1024]).Sample((id, deadline, payload) =>
        {
            var writer = new ArrayBufferWriter<byte>();
            FrameWriter.Request(writer, id, "strong.append", deadline, payload);
            var frame = Assert.Single(Read(writer.WrittenSpan.ToArray()));
            return frame.Id == id && frame.DeadlineMilliseconds == deadline && Text(frame.Name) == "strong.append" && frame.Payload.Span.SequenceEqual(payload);
        });

    private static ArrayBufferWriter<byte> Sample()
    {
        var to = new ArrayBufferWriter<byte>();
        FrameWriter.Request(to, 32773, "test", 5000, "hello"u8);
        FrameWriter.Response(to, 32773, "ab"u8);
        FrameWriter.Failure(to, 32773, SiteLinkError.HandlerFailed, CallOutcome.NotApplied, "conflict", "taken");
        FrameWriter.Control(to, FrameKind.Cancel, 32773);
        FrameWriter.Control(to, FrameKind.Ping, 7);
        FrameWriter.Control(to, FrameKind.Pong, 7);
        FrameWriter.Control(to, FrameKind.GoAway, 0);
        FrameWriter.Open(to, "test.ope", "abc"u8);
        FrameWriter.Control(to, FrameKind.Accept, 0);
        FrameWriter.Data(to, "xyz"u8);
        FrameWriter.Control(to, FrameKind.End, 0);
        return to;
    }

    private static List<Frame> Read(byte[] bytes)
    {
        var reader = new FrameReader(bytes, 1024);
        var frames = new List<Frame>();
        while (reader.TryRead(out var frame)) frames.Add(frame);
        return frames;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
