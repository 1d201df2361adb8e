using OrleansFederation.Aggregation;
using Xunit;

namespace OrleansFederation.Filters;

/// <summary>The kernels give the same bits with vectors of any width and without any.</summary>
public sealed class FilterKernelTests
{
    private const int Length = 1024;

    [Fact]
    public void Adding_feedback()
    {
        var update = FilterSamples.Gaussian(Length);
        var feedback = FilterSamples.Gaussian(Length, 2);
        float[] expected = [.. update.Zip(feedback, (u, e) => u + 0.3f * e)];
        float[] wide = [.. feedback], half = [.. feedback];

        Assert.Equal(Length, FeedbackKernel.Add512(update, wide, 0.3f));
        Assert.Equal(Length, FeedbackKernel.Add256(update, half, 0.3f));
        FeedbackKernel.Add(update, feedback, 0.3f);

        Assert.Equal(expected, wide);
        Assert.Equal(expected, half);
        Assert.Equal(expected, feedback);
    }

    [Fact]
    public void The_largest_magnitude()
    {
        foreach (var odd in new[] { 0f, -3f, float.NaN, float.NegativeInfinity })
        {
            var values = FilterSamples.Gaussian(Length);
            values[777] = odd;
            var expected = values.Max(value => BitConverter.SingleToUInt32Bits(value) & FeedbackKernel.Magnitude);
            var (wide, half) = (0u, 0u);

            FeedbackKernel.Peak512(values, ref wide);
            FeedbackKernel.Peak256(values, ref half);

            Assert.Equal((expected, expected, expected), (wide, half, FeedbackKernel.Peak(values)));
        }
    }

    [Fact]
    public void Rounding_and_back()
    {
        // Halves too, which go to the even side.
        float[] values = [.. Enumerable.Range(0, Length).Select(i => i % 3 == 0 ? (i % 254 - 127) / 2f : FilterSamples.Gaussian(1, (ulong)i, 30)[0])];
        var (scale, inverse) = (0.997f, 1 / 0.997f);
        sbyte[] expected = [.. values.Select(value => (sbyte)MathF.Round(value * inverse))];
        float[] rest = [.. values.Zip(expected, (value, q) => value - q * scale)];
        foreach (var round in new Func<float[], sbyte[], int>[]
        {
            (v, q) => RoundingKernel.Round512(v, q, inverse, scale),
            (v, q) => RoundingKernel.Round256(v, q, inverse, scale),
            (v, q) =>
            {
                RoundingKernel.Round(v, q, inverse, scale);
                return Length;
            },
        })
        {
            float[] left = [.. values];
            var whole = new sbyte[Length];
            Assert.Equal(Length, round(left, whole));
            Assert.Equal(expected, whole);
            Assert.Equal(rest, left);
        }

        float[] multiples = [.. expected.Select(q => q * scale)];
        float[] wide = new float[Length], half = new float[Length], any = new float[Length];
        RoundingKernel.Expand512(expected, wide, scale);
        RoundingKernel.Expand256(expected, half, scale);
        RoundingKernel.Expand(expected, any, scale);
        Assert.Equal(multiples, wide);
        Assert.Equal(multiples, half);
        Assert.Equal(multiples, any);
    }

    [Fact]
    public void Blocks_with_scales_of_their_own()
    {
        sbyte[] whole = [.. Enumerable.Range(0, Length + 40).Select(i => (sbyte)(i * 7 % 255 - 127))];
        foreach (var block in new[] { 64, 100, Length })
        {
            float[] scales = [.. Enumerable.Range(1, (whole.Length + block - 1) / block).Select(i => 0.1f * i)];
            float[] expected = [.. whole.Select((q, i) => q * scales[i / block])];
            var values = new float[whole.Length];

            RoundingKernel.Expand(whole, values, scales, block);

            Assert.Equal(expected, values);
            if (block == 64)
            {
                values.AsSpan().Clear();
                Assert.Equal(Length / 64, RoundingKernel.ExpandBlocks512(whole, values, scales));
                Assert.Equal(expected[..Length], values[..Length]);
            }
        }
    }

    [Fact]
    public void Every_number_of_sixteen_bits()
    {
        ushort[] all = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];
        ushort[] halves = [.. all.Where(bits => Half.IsFinite(BitConverter.UInt16BitsToHalf(bits)))];
        ushort[] brains = [.. all.Where(bits => float.IsFinite(BitConverter.UInt32BitsToSingle((uint)bits << 16)))];

        Check<HalfBits>(halves, bits => (float)BitConverter.UInt16BitsToHalf(bits));
        Check<BrainBits>(brains, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
        Assert.Equal((0x7BFF, 0x7F7F), (HalfBits.Largest, BrainBits.Largest));
        Assert.Equal(0x7C00, WideningKernel.Widen<HalfBits>([0x3C00, 0xFC00], new float[2]));
        Assert.Equal(0x7FC1, WideningKernel.Widen<BrainBits>([0x3C00, 0xFFC1], new float[2]));
    }

    private static void Check<TFormat>(ushort[] bits, Func<ushort, float> one)
        where TFormat : struct, ISixteenBits
    {
        uint[] expected = [.. bits.Select(each => BitConverter.SingleToUInt32Bits(one(each)))];
        var most = bits.Max(each => (ushort)(each & 0x7FFF));
        float[] any = new float[bits.Length], wide = new float[bits.Length], half = new float[bits.Length], single = [.. bits.Select(TFormat.Widen)];

        Assert.Equal(most, WideningKernel.Widen<TFormat>(bits, any));
        Assert.Equal(bits.Length, WideningKernel.Widen512<TFormat>(bits, wide, out var peak));
        Assert.Equal(bits.Length, WideningKernel.Widen256<TFormat>(bits, half, out var halfPeak));
        Assert.Equal((most, most), (peak, halfPeak));
        Assert.All(new[] { any, wide, half, single }, values => Assert.Equal(expected, values.Select(BitConverter.SingleToUInt32Bits)));
    }

    [Fact]
    public void Four_of_sixteen_bits_are_added_with_the_bits_of_their_numbers()
    {
        CheckFold<HalfBits>(0x7C00);
        CheckFold<BrainBits>(0x7FC1);
    }

    private static void CheckFold<TFormat>(ushort notFinite)
        where TFormat : struct, ISixteenBits
    {
        var sum = FilterSamples.Gaussian(Length + 5, 9);
        float[] expected = [.. sum], wide = [.. sum], half = [.. sum], single = [.. sum], any = [.. sum], weights = [0.1f, 0.2f, 0.3f, 0.4f];
        ushort[][] updates = [.. Enumerable.Range(1, 4).Select(seed => Bits(seed, sum.Length))];
        var read = updates.Select(bits => bits.Select(TFormat.Widen).ToArray()).ToArray();
        FusedFold.Add(expected, read[0], read[1], read[2], read[3], weights);
        var most = updates.Max(bits => bits.Max(each => (ushort)(each & 0x7FFF)));

        Assert.Equal(Length, WideningFold.Add512<TFormat>(wide, updates[0], updates[1], updates[2], updates[3], weights, out _));
        Assert.Equal(Length, WideningFold.Add256<TFormat>(half, updates[0], updates[1], updates[2], updates[3], weights, out _));
        Assert.Equal(most, WideningFold.AddScalar<TFormat>(single, updates[0], updates[1], updates[2], updates[3], weights));
        Assert.Equal(most, WideningFold.Add<TFormat>(any, updates[0], updates[1], updates[2], updates[3], weights));
        Assert.All(new[] { any, single }, values => Assert.Equal(expected, values));
        Assert.All(new[] { wide, half }, values => Assert.Equal(expected[..Length], values[..Length]));
        foreach (var place in new[] { 0, Length - 1, Length + 4 })
        {
            for (var i = 0; i < updates.Length; i++)
            {
                ushort[] wrong = [.. updates[i]];
                wrong[place] = notFinite;
                var four = updates.Select((bits, at) => at == i ? wrong : bits).ToArray();
                Assert.True(WideningFold.Add<TFormat>([.. sum], four[0], four[1], four[2], four[3], weights) > TFormat.Largest);
            }
        }

        // Some of every magnitude, subnormal numbers among them.
        static ushort[] Bits(int seed, int length) =>
            [.. Enumerable.Range(0, length).Select(i => (ushort)((uint)(i * 40503 + seed * 9973) % 0x4000 | (i % 3 == 0 ? 0x8000u : 0)))];
    }

    [Fact]
    public void Two_a_byte_and_back()
    {
        sbyte[] whole = [.. Enumerable.Range(0, Length).Select(i => (sbyte)(i * 7 % 16 - 8))];
        byte[] expected = [.. whole.Chunk(2).Select(pair => (byte)((pair[0] & 15) | (pair[1] << 4)))];
        byte[] wide = new byte[Length / 2], half = new byte[Length / 2], odd = new byte[Length / 2 - 3];

        Assert.Equal(Length / 2, NibbleKernel.Pack512(whole, wide));
        Assert.Equal(Length / 2, NibbleKernel.Pack256(whole, half));
        NibbleKernel.Pack(whole.AsSpan(0, Length - 6), odd);
        Assert.Equal(expected, wide);
        Assert.Equal(expected, half);
        Assert.Equal(expected[..^3], odd);

        sbyte[] back = new sbyte[Length], halves = new sbyte[Length], few = new sbyte[Length - 6];
        Assert.Equal(Length / 2, NibbleKernel.Unpack512(expected, back));
        Assert.Equal(Length / 2, NibbleKernel.Unpack256(expected, halves));
        NibbleKernel.Unpack(odd, few);
        Assert.Equal(whole, back);
        Assert.Equal(whole, halves);
        Assert.Equal(whole[..^6], few);
    }

    [Fact]
    public void Finding_by_magnitude()
    {
        var values = FilterSamples.Gaussian(Length);
        var least = BitConverter.SingleToUInt32Bits(0.01f);
        ushort[] expected = [.. Enumerable.Range(0, Length).Where(i => MathF.Abs(values[i]) >= 0.01f).Select(i => (ushort)i)];
        uint[] magnitudes = [.. expected.Select(i => BitConverter.SingleToUInt32Bits(MathF.Abs(values[i])))];
        ushort[] wide = new ushort[Length], half = new ushort[Length], any = new ushort[Length];
        uint[] gathered = new uint[Length], halves = new uint[Length];
        var (w, h, g, k) = (0, 0, 0, 0);

        MagnitudeKernel.Places512(values, least, wide, ref w);
        MagnitudeKernel.Places256(values, least, half, ref h);
        MagnitudeKernel.Gather512(values, least, gathered, ref g);
        MagnitudeKernel.Gather256(values, least, halves, ref k);

        Assert.Equal(expected, any[..MagnitudeKernel.Places(values, least, any)]);
        Assert.Equal(expected, wide[..w]);
        Assert.Equal(expected, half[..h]);
        Assert.Equal(magnitudes, gathered[..g]);
        Assert.Equal(magnitudes, halves[..k]);
        Assert.Equal(magnitudes.Length, MagnitudeKernel.Gather(values, least, new uint[3]));
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(5, 37)]
    public void Taking_and_giving_signs(int start, int length)
    {
        var values = FilterSamples.Gaussian(length);
        var bits = new byte[(start + length + 7) / 8];
        float[] expected = [.. values.Select(value => MathF.CopySign(0.25f, value))];
        float[] rest = [.. values.Zip(expected, (value, sign) => value - sign)];

        SignKernel.Take(values, bits, start, 0.25f);
        var read = new float[length];
        SignKernel.Give(bits, start, read, 0.25f);

        Assert.Equal(expected, read);
        Assert.Equal(rest, values);
    }
}
