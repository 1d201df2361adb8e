using Microsoft.Extensions.Options;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Randomness;

namespace OrleansFederation.Preprocessing;

/// <summary>Preprocessing of images: fitted by channel, merged, and the same numbers out of the ONNX graph.</summary>
public sealed class ImagePreprocessingTests : IDisposable
{
    private static readonly RawInput Coloured = new([new("channel 0", []), new("channel 1", []), new("channel 2", [])], 20, [3, 4, 5]);

    private readonly MemoryArtifacts _artifacts = new();
    private readonly OnnxModelRunner _runner;

    public ImagePreprocessingTests() => _runner = new(_artifacts, Options.Create(new InferenceOptions()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_channel_has_the_mean_and_deviation_of_all_its_pixels()
    {
        var images = Images(1, 40);

        var fitted = FittedPreprocessing.Fit(new(), Statistics(images));

        for (var channel = 0; channel < 3; channel++)
        {
            double[] pixels = [.. images.Chunk(60).SelectMany(image => image.Skip(channel * 20).Take(20)).Select(pixel => (double)pixel)];
            var mean = pixels.Average();
            Assert.Equal(mean, fitted.Values[channel].Shift, 1e-6);
            Assert.Equal(Math.Sqrt(pixels.Average(pixel => (pixel - mean) * (pixel - mean))), fitted.Values[channel].Deviation, 1e-6);
        }

        Assert.Equal(60, fitted.Width);
        Assert.Empty(fitted.Indicators);
    }

    [Fact]
    public void Merged_statistics_are_those_of_all_images_and_pass_through_their_file()
    {
        var (some, others) = (Images(2, 7), Images(3, 31));
        var merged = new DataStatistics(Coloured);
        merged.Merge(DataStatistics.Read(Coloured, Statistics(some).Write(), "test"));
        merged.Merge(DataStatistics.Read(Coloured, Statistics(others).Write(), "test"));

        var (all, fitted) = (FittedPreprocessing.Fit(new(), Statistics([.. some, .. others])), FittedPreprocessing.Fit(new(), merged));

        Assert.Equal(38, fitted.Rows);
        Assert.All(all.Values.Zip(fitted.Values), pair =>
        {
            Assert.Equal(pair.First.Shift, pair.Second.Shift, 1e-6f);
            Assert.Equal(pair.First.Deviation, pair.Second.Deviation, 1e-6f);
        });
        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => DataStatistics.Read(Rows.Input, Statistics(some).Write(), "test")).Code);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task The_ONNX_graph_takes_raw_images_and_gives_the_features_bit_for_bit(int channels)
    {
        var input = channels == 3 ? Coloured : new([new("channel 0", [])], 60, [3, 4, 5]);
        var statistics = new DataStatistics(input);
        statistics.Add(Images(4, 25));
        var fitted = FittedPreprocessing.Read(FittedPreprocessing.Fit(new(), statistics).Write(), "test");
        var onnx = _artifacts.Add(new OnnxExporter().Frame(new ModelSpec("echo", [3, 4, 5], [new("flatten", new Dictionary<string, double>())], LossKind.Mse), fitted).Fill([]));
        var images = Images(5, 9);
        var features = new float[images.Length];
        fitted.Transform(images, features);

        var output = await _runner.RunAsync(onnx, images, Cancel);

        Assert.Equal(features, output.Values);
        Assert.NotEqual(images, features);
    }

    [Fact]
    public void A_pixel_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics([.. new float[59], float.NaN]));

    [Fact]
    public void Preprocessing_of_clients_reads_back_as_it_was_written_and_knows_whose_it_is()
    {
        Dictionary<string, DataStatistics> statistics = new() { ["south"] = Statistics(Images(6, 3)), ["north"] = Statistics(Images(7, 5)) };
        var own = Preprocessors.Fit(new() { Fit = FittedTo.Client }, statistics);

        var read = Preprocessors.Read(own.Write(), "test");

        Assert.Equal(own.Write(), read.Write());
        Assert.Equal(["north", "south"], read.Clients);
        Assert.Null(read.Common);
        Assert.Equal((3, 5), (read.Of("south")!.Rows, read.For("north", "test").Rows));
        Assert.Null(read.Of("west"));
        Assert.Contains("north, south", Assert.Throws<FederationException>(() => read.For(null, "test")).Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => Preprocessors.Read("""{ "schema": 1, "clients": {} }"""u8, "test")).Code);
        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => Preprocessors.Read(own.Write().AsSpan()[..50], "test")).Code);
    }

    public void Dispose() => _runner.Dispose();

    private static DataStatistics Statistics(float[] images)
    {
        var statistics = new DataStatistics(Coloured);
        statistics.Add(images);
        return statistics;
    }

    private static float[] Images(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count * 60).Select(i => (float)(random.NextDouble() * (1 + (i / 20 % 3))))];
    }
}
