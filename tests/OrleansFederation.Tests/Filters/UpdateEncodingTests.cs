using System.Runtime.InteropServices;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Filters;

/// <summary>What holds of every codec.</summary>
public sealed class UpdateEncodingTests
{
    private static readonly ParameterLayout Mixed = FilterSamples.Layout(3000, -5, 9000, -6000, 17, -1, 4096);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Filters => [.. FilterSamples.Filters];

    [Theory]
    [MemberData(nameof(Filters))]
    public void What_is_written_and_what_is_lost_are_the_update_and_what_was_lost_before(string filter)
    {
        var encoding = FilterSamples.Encoding(filter, Mixed);
        var (update, feedback) = (FilterSamples.Gaussian(Mixed.Length), FilterSamples.Gaussian(Mixed.Length, 2, 0.001));
        ClearBuffers(feedback);
        float[] sum = [.. update.Zip(feedback, (u, e) => u + (float)encoding.Feedback * e)];

        var (file, norm) = FilterSamples.Encode(encoding, update, feedback);

        var read = FilterSamples.Decode(encoding, file);
        Assert.Equal(encoding.Length, file.Length);
        Assert.Equal(Math.Sqrt(read.Sum(value => (double)value * value)), norm, norm * 1e-12);
        foreach (var entry in Mixed.Entries)
        {
            for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
            {
                if (entry.Kind == ParameterKind.Buffer)
                {
                    Assert.Equal((update[i], 0), (read[i], feedback[i]));
                }
                else if (encoding.Feedback > 0)
                {
                    Assert.Equal(sum[i] - read[i], feedback[i]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void The_same_update_gives_the_same_bytes(string filter)
    {
        var update = FilterSamples.Gaussian(Mixed.Length);

        var first = FilterSamples.Encode(FilterSamples.Encoding(filter, Mixed), update, new float[Mixed.Length]);
        var second = FilterSamples.Encode(FilterSamples.Encoding(filter, Mixed), update, new float[Mixed.Length]);

        Assert.Equal(first.File, second.File);
        Assert.Equal(first.Norm, second.Norm);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Read_in_blocks_of_any_length_it_has_the_bits_that_it_has_whole(string filter)
    {
        var encoding = FilterSamples.Encoding(filter, Mixed);
        var (file, _) = FilterSamples.Encode(encoding, FilterSamples.Gaussian(Mixed.Length), new float[Mixed.Length]);
        var expected = FilterSamples.Decode(encoding, file);
        foreach (var block in new[] { 1, 1000, 4096, 5000, 8192, Mixed.Length })
        {
            using var reader = FilterSamples.Reader(encoding, Mixed, file);
            var found = new byte[Mixed.Length * sizeof(float)];
            Assert.True(await reader.TryOpenAsync(Cancel));
            for (var done = 0; done < Mixed.Length; done += block)
            {
                Assert.True(await reader.TryReadAsync(found.AsMemory(done * sizeof(float), Math.Min(block, Mixed.Length - done) * sizeof(float)), Cancel));
            }

            Assert.True(reader.Matches());
            Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(found).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Over_rounds_no_number_is_forgotten(string filter)
    {
        if (FilterSamples.Encoding(filter, Mixed).Feedback < 1)
        {
            return;
        }

        var (feedback, sent, sum) = (new float[Mixed.Length], new double[Mixed.Length], new double[Mixed.Length]);
        for (var round = 1; round <= 20; round++)
        {
            var encoding = FilterSamples.Encoding(filter, Mixed, round);
            var update = FilterSamples.Gaussian(Mixed.Length, (ulong)round);
            var read = FilterSamples.Decode(encoding, FilterSamples.Encode(encoding, update, feedback).File);
            for (var i = 0; i < update.Length; i++)
            {
                (sent[i], sum[i]) = (sent[i] + read[i], sum[i] + update[i]);
            }
        }

        for (var i = 0; i < sum.Length; i++)
        {
            Assert.Equal(sum[i], sent[i] + feedback[i], 1e-6);
        }
    }

    [Theory]
    [InlineData("fp16", 0.00049)]
    [InlineData("bf16", 0.0040)]
    public void Half_precisions_keep_their_significant_bits(string filter, double relative)
    {
        var layout = FilterSamples.Layout(10_000);
        var update = FilterSamples.Gaussian(layout.Length, scale: 1);

        var read = FilterSamples.Decode(FilterSamples.Encoding(filter, layout), FilterSamples.Encode(FilterSamples.Encoding(filter, layout), update, new float[layout.Length]).File);

        Assert.All(update.Zip(read).Where(pair => Math.Abs(pair.First) > 1e-3), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * relative));
    }

    [Theory]
    [InlineData("int8", 127, 4096)]
    [InlineData("{\"int8\": 64}", 127, 64)]
    [InlineData("int4", 7, 64)]
    public void Rounded_numbers_are_off_by_half_a_level_of_their_block(string filter, int levels, int block)
    {
        var layout = FilterSamples.Layout(10_000);
        var update = FilterSamples.Gaussian(layout.Length);

        var read = FilterSamples.Decode(FilterSamples.Encoding(filter, layout), FilterSamples.Encode(FilterSamples.Encoding(filter, layout), update, new float[layout.Length]).File);

        for (var i = 0; i < update.Length; i++)
        {
            var chunk = i / UpdateShape.Chunk * UpdateShape.Chunk;
            var start = chunk + (i - chunk) / block * block;
            var peak = update[start..Math.Min(update.Length, Math.Min(start + block, chunk + UpdateShape.Chunk))].Max(MathF.Abs);
            Assert.Equal(update[i], read[i], peak / levels * 0.50001);
        }
    }

    [Fact]
    public void Signs_stand_for_the_mean_magnitude_of_their_block()
    {
        var layout = FilterSamples.Layout(4096);
        var update = FilterSamples.Gaussian(layout.Length);

        var read = FilterSamples.Decode(FilterSamples.Encoding("sign", layout), FilterSamples.Encode(FilterSamples.Encoding("sign", layout), update, new float[layout.Length]).File);

        var mean = (float)(update.Sum(value => Math.Abs((double)value)) / update.Length);
        Assert.Equal(update.Select(value => MathF.CopySign(mean, value)), read);
    }

    [Fact]
    public void Numbers_beyond_half_precision_stop_at_its_end_and_the_rest_waits()
    {
        var layout = FilterSamples.Layout(3);
        var feedback = new float[3];

        var read = FilterSamples.Decode(FilterSamples.Encoding("fp16", layout), FilterSamples.Encode(FilterSamples.Encoding("fp16", layout), [1e6f, -1e6f, 1], feedback).File);

        Assert.Equal([65504, -65504, 1], read);
        Assert.Equal([1e6f - 65504, -1e6f + 65504, 0], feedback);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Zeros_stay_zeros_and_the_smallest_numbers_do_no_harm(string filter)
    {
        var layout = FilterSamples.Layout(300);
        float[] tiny = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? float.Epsilon : i % 3 == 1 ? -1e-38f : 0)];
        foreach (var update in new[] { new float[300], tiny })
        {
            var encoding = FilterSamples.Encoding(filter, layout);
            var read = FilterSamples.Decode(encoding, FilterSamples.Encode(encoding, update, new float[300]).File);
            Assert.All(read, value => Assert.InRange(value, -1e-36f, 1e-36f));
        }
    }

    [Theory]
    [InlineData(2e30f)]
    [InlineData(float.MaxValue)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_no_codec_can_write_is_refused(float value)
    {
        var layout = FilterSamples.Layout(5000);
        var update = new float[5000];
        update[4500] = value;
        foreach (var filter in FilterSamples.Filters)
        {
            var fault = Assert.Throws<FederationException>(() => FilterSamples.Encode(FilterSamples.Encoding(filter, layout), update, new float[5000]));
            Assert.Equal(FederationErrors.NonFiniteUpdate.Code, fault.Code);
        }
    }

    [Theory]
    [InlineData("fp16", 2)]
    [InlineData("int8", 3.9)]
    [InlineData("int4", 7)]
    [InlineData("sign", 31)]
    [InlineData("topk", 66)]
    [InlineData("randomk", 95)]
    public void An_update_is_so_many_times_shorter_than_float32(string filter, double times) =>
        Assert.InRange(4.0 * 1_000_000 / FilterSamples.Encoding(filter, FilterSamples.Layout(1_000_000)).Length, times * 0.99, times * 1.1);

    private static void ClearBuffers(float[] values)
    {
        foreach (var entry in Mixed.Entries.Where(entry => entry.Kind == ParameterKind.Buffer))
        {
            values.AsSpan(entry.Offset, entry.Length).Clear();
        }
    }
}
