using ActiveActive.Crdts;
using CsCheck;

namespace ActiveActive.Tests.Crdts;

/// <summary>X2: old bytes stay readable; the decoder caps what it reads, and accepts only what the encoder would have written.</summary>
public sealed class EncodingTests
{
    /// <summary>Captured from format 1: Sample() encoded and printed in hexadecimal. To capture a further format, print it and add it beside this one.</summary>
    private const string Format1 =
        "01030161026931070101060162026939070101040162026939080101060200010202030C02000504010105010103027638010001000601000276" +
        "3102026B300200070205026B3101010501026B310200030202060C02026B30000102070900027639026B310202763301020202763801010400";

    [Fact]
    public void Bytes_OfFormat1_AreReadAndWrittenUnchanged()
    {
        Assert.Equal(Format1, Convert.ToHexString(Sample().Encode()));
        var read = Causal<Document>.Decode(Convert.FromHexString(Format1));

        Assert.Equal(Format1, Convert.ToHexString(read.Encode()));
        Assert.Equal((Int128)7, read.Value.Views.Count);
        Assert.Equal(["k0", "k1"], read.Value.Tags.Items);
    }

    [Fact]
    public void Decoder_ArbitraryBytes_RefusesOrReadsACanonicalEncoding() => Gen.Byte.Array[0, 120].Sample(Try);

    [Fact]
    public void Decoder_DamagedEncodings_RefusesOrReadsACanonicalEncoding() =>
        Gen.Select(Step.Execution, Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 4], Gen.Int[0, 10]).Sample((steps, damage, cut) =>
        {
            var bytes = LawTests.Run(steps, [])[0].Encode();
            foreach (var (at, value) in damage) bytes[at % bytes.Length] = value;
            Try(bytes[..^Math.Min(cut / 5, bytes.Length)]);
        });

    [Fact]
    public void Decoder_EveryCap_IsKept()
    {
        var bytes = Sample().Encode();

        Assert.All(
            new[] { new CrdtLimits { MaxBytes = bytes.Length - 1 }, new CrdtLimits { MaxValueBytes = 1 }, new CrdtLimits { MaxCount = 1 }, new CrdtLimits { MaxDepth = 0 } },
            limits => Assert.Throws<CrdtFormatException>(() => Causal<Document>.Decode(bytes, limits)));
        Assert.Throws<CrdtFormatException>(() => Causal<Document>.Decode((byte[])[2, .. bytes[1..]]));
        Assert.Throws<CrdtFormatException>(() => Causal<Document>.Decode((byte[])[.. bytes, 0]));
    }

    [Fact]
    public void Context_TooManyGaps_IsRefusedAndTheWholeStateClosesThem()
    {
        var (odd, even) = (Sparse(1, 40_000), Sparse(3, 40_000));

        Assert.Equal((40_000, 40_000), (odd.Context.Intervals, even.Context.Intervals));
        Assert.Throws<CausalGapException>(() => odd.Merge(even));
        Assert.Equal(1, odd.Merge(Whole(200_000)).Merge(even).Context.Intervals);
    }

    /// <summary>A delta that has seen every fourth dot of one life.</summary>
    private static Causal<GrowOnlyCounter> Sparse(byte first, int count)
    {
        List<byte> bytes = [Causal<GrowOnlyCounter>.Format, 1, 1, (byte)'a', 1, (byte)'i', 0, .. Varint(count), first, 0];
        for (var i = 1; i < count; i++) bytes.AddRange([4, 0]);
        return Causal<GrowOnlyCounter>.Decode((byte[])[.. bytes, 0]);
    }

    private static Causal<GrowOnlyCounter> Whole(int last) =>
        Causal<GrowOnlyCounter>.Decode((byte[])[Causal<GrowOnlyCounter>.Format, 1, 1, (byte)'a', 1, (byte)'i', 0, 1, 1, .. Varint(last - 1), 0]);

    private static byte[] Varint(int value) => [(byte)(value | 0x80), (byte)((value >> 7) | 0x80), (byte)(value >> 14)];

    private static void Try(byte[] bytes)
    {
        try
        {
            Assert.Equal(bytes, Causal<Document>.Decode(bytes).Encode());
        }
        catch (CrdtFormatException)
        {
            // Refused, as it should be.
        }
    }

    private static Causal<Document> Sample()
    {
        var steps = Enumerable.Range(0, 28).Select(i => new Step(i % 3, i % Step.Kinds, i % 2, 1 + i % 9, i % 5 == 0)).Append(new Step(0, 6, 0, 1, false)).Append(new Step(1, 6, 1, 1, false));
        return LawTests.Run([.. steps], []).Aggregate((x, y) => x.Merge(y));
    }
}
