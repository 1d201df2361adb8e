using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;
using Xunit;

namespace OrleansFederation.Filters;

/// <summary>Compressed updates are added with the bits of what they stand for, however many, on however many threads.</summary>
public sealed class EncodedSumTests
{
    private static readonly ParameterLayout Layout = FilterSamples.Layout(90_300, -5_001, 40_007);

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            TheoryData<string, int, int> data = [];
            foreach (var codec in UpdateFilters.All.OfType<IUpdateCodec>())
            {
                foreach (var clients in new[] { 1, 4, 7 })
                {
                    data.Add(codec.Name, clients, 1);
                    data.Add(codec.Name, clients, 3);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sum_has_the_bits_of_the_numbers_that_are_read(string codec, int clients, int threads)
    {
        float[] before = FilterSamples.Gaussian(Layout.Length, 99);
        WeightedSum<float> expected = new([.. before], begun: true);
        EncodedSum sum = new([.. before], begun: true, threads);
        for (var i = 0; i < clients; i++)
        {
            var (encoding, file) = File(codec, i);
            expected.Add(FilterSamples.Decode(encoding, file), 0.1 * (i + 1));
            sum.Add(encoding, file, 0.1 * (i + 1), "it");
        }

        Assert.Equal(expected.Finish().Select(BitConverter.SingleToUInt32Bits), sum.Finish().Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Nothing_added_is_minus_zero()
    {
        var sum = new EncodedSum(FilterSamples.Gaussian(Layout.Length), begun: false, 2).Finish();

        Assert.All(sum, value => Assert.Equal(0x8000_0000u, BitConverter.SingleToUInt32Bits(value)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_file_that_no_filter_wrote_is_named(int threads)
    {
        var (encoding, file) = File("int8", 0);
        var wrong = file.ToArray();

        // The scale of the last chunk, before its numbers of a byte each.
        wrong.AsSpan(wrong.Length - Layout.Length % UpdateShape.Chunk - sizeof(float), sizeof(float)).Fill(0xFF);
        EncodedSum sum = new(new float[Layout.Length], begun: false, threads);
        sum.Add(encoding, file, 0.5, "the update of client a");
        sum.Add(encoding, wrong, 0.5, "the update of client b");

        var fault = Assert.Throws<FederationException>(() => sum.Finish());

        Assert.Equal((FederationErrors.UpdateMismatch.Code, "the update of client b"), (fault.Code, fault.Problems[0].Place));
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("bf16")]
    public void One_of_four_that_are_added_at_once_is_named(string codec)
    {
        var files = Enumerable.Range(0, 4).Select(i => File(codec, i)).ToArray();
        files[2].File.AsSpan(files[2].Encoding.Opening.Length, sizeof(ushort)).Fill(0xFF);
        EncodedSum sum = new(new float[Layout.Length], begun: false, threads: 1);

        var fault = Assert.Throws<FederationException>(() =>
        {
            for (var i = 0; i < files.Length; i++)
            {
                sum.Add(files[i].Encoding, files[i].File, 0.25, $"the update of client {i}");
            }
        });

        Assert.Equal((FederationErrors.UpdateMismatch.Code, "the update of client 2"), (fault.Code, fault.Problems[0].Place));
    }

    private static (UpdateEncoding Encoding, byte[] File) File(string codec, int ordinal)
    {
        var encoding = FilterSamples.Encoding(codec, Layout, ordinal: ordinal);
        return (encoding, FilterSamples.Encode(encoding, FilterSamples.Gaussian(Layout.Length, (ulong)ordinal + 1), new float[Layout.Length]).File);
    }
}
