using OrleansFederation.Errors;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Filters;

/// <summary>Compressed updates that were not written so: named, and never a crash.</summary>
public sealed class MalformedUpdateTests
{
    private const int Mutations = 400;

    private static readonly ParameterLayout Layout = FilterSamples.Layout(5000, -40, 3000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Filters => [.. FilterSamples.Filters];

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_file_of_another_layout_filter_or_kind_is_refused_and_its_client_named(string filter)
    {
        var encoding = FilterSamples.Encoding(filter, Layout);
        var other = FilterSamples.Layout(5000, -41, 2999);
        var argument = filter.Contains("topk", StringComparison.Ordinal) ? "{\"topk\": 0.5}" : filter.Contains("int8", StringComparison.Ordinal) ? "fp16" : "{\"int8\": 77}";
        byte[][] foreign =
        [
            FilterSamples.Encode(FilterSamples.Encoding(filter, other), new float[other.Length], new float[other.Length]).File,
            FilterSamples.Encode(FilterSamples.Encoding(argument, Layout), new float[Layout.Length], new float[Layout.Length]).File,
            Safetensors.Write(Layout, new float[Layout.Length]),
            [],
            new byte[200_000],
        ];
        foreach (var file in foreign)
        {
            var fault = Assert.Throws<FederationException>(() => FilterSamples.Decode(encoding, file));
            Assert.Equal(FederationErrors.UpdateMismatch.Code, fault.Code);
            Assert.Contains("client a", fault.Problems[0].Place, StringComparison.Ordinal);
            using var reader = FilterSamples.Reader(encoding, Layout, file);
            Assert.Equal(fault.Problems[0], (await Assert.ThrowsAsync<FederationException>(() => reader.TryOpenAsync(Cancel))).Problems[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_file_that_is_cut_short_or_goes_on_is_refused(string filter)
    {
        var encoding = FilterSamples.Encoding(filter, Layout);
        var (file, _) = FilterSamples.Encode(encoding, FilterSamples.Gaussian(Layout.Length), new float[Layout.Length]);
        foreach (byte[] wrong in new[] { file[..^1], file[..(file.Length / 2)], file[..20], [.. file, 0] })
        {
            Assert.Throws<FederationException>(() => FilterSamples.Decode(encoding, wrong));
            Assert.NotNull(await ReadAsync(encoding, wrong, null));

            // The receipt is of the whole file, and less is there: lost, and to be trained again.
            if (wrong.Length < file.Length)
            {
                Assert.Equal("lost", await ReadAsync(encoding, wrong, file));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_file_of_which_bytes_changed_is_lost_and_one_written_so_is_refused_or_finite(string filter)
    {
        var encoding = FilterSamples.Encoding(filter, Layout);
        var (file, _) = FilterSamples.Encode(encoding, FilterSamples.Gaussian(Layout.Length), new float[Layout.Length]);
        SeededRandom random = new(11);
        for (var i = 0; i < Mutations; i++)
        {
            byte[] changed = [.. file];
            for (var times = 1 + random.NextInt(4); times > 0; times--)
            {
                changed[random.NextInt(i % 4 == 0 ? Math.Min(200, file.Length) : file.Length)] = (byte)random.NextInt(256);
            }

            if (changed.AsSpan().SequenceEqual(file))
            {
                continue;
            }

            Assert.Equal("lost", await ReadAsync(encoding, changed, file));
            try
            {
                Assert.All(FilterSamples.Decode(encoding, changed), value => Assert.True(float.IsFinite(value)));
                Assert.Null(await ReadAsync(encoding, changed, null));
            }
            catch (FederationException fault)
            {
                Assert.Equal(FederationErrors.UpdateMismatch.Code, fault.Code);
                Assert.Equal(FederationErrors.UpdateMismatch.Code, await ReadAsync(encoding, changed, null));
            }
        }
    }

    /// <summary>Reads in blocks: null where all is well, else the error's code, or that it is lost.</summary>
    private static async Task<string?> ReadAsync(UpdateEncoding encoding, byte[] file, byte[]? receipt)
    {
        using var reader = FilterSamples.Reader(encoding, Layout, file, receipt);
        try
        {
            if (!await reader.TryOpenAsync(Cancel))
            {
                return "lost";
            }

            var block = new byte[3000 * sizeof(float)];
            for (var done = 0; done < Layout.Length; done += 3000)
            {
                if (!await reader.TryReadAsync(block.AsMemory(0, Math.Min(3000, Layout.Length - done) * sizeof(float)), Cancel))
                {
                    return "lost";
                }
            }

            return reader.Matches() ? null : "lost";
        }
        catch (FederationException fault)
        {
            return fault.Code;
        }
    }
}
