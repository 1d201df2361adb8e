using Microsoft.Extensions.Options;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;

namespace OrleansFederation.Preprocessing;

/// <summary>Fitted preprocessing: its numbers, its file, and the same numbers out of the ONNX graph.</summary>
public sealed class FittedPreprocessingTests : IDisposable
{
    private readonly MemoryArtifacts _artifacts = new();
    private readonly OnnxModelRunner _runner;

    public FittedPreprocessingTests() => _runner = new(_artifacts, Options.Create(new InferenceOptions()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Imputation, Scaling, bool> Specs => new MatrixTheoryData<Imputation, Scaling, bool>(Enum.GetValues<Imputation>(), Enum.GetValues<Scaling>(), [true, false]);

    [Theory]
    [MemberData(nameof(Specs))]
    public void The_width_follows_from_the_spec_alone(Imputation impute, Scaling scale, bool indicators)
    {
        var spec = new PreprocessingSpec { Impute = impute, Scale = scale, Indicators = indicators };

        var fitted = FittedPreprocessing.Fit(spec, Rows.Statistics(Rows.Make(1, 100)));

        Assert.Equal(FittedPreprocessing.WidthOf(spec, Rows.Columns), fitted.Width);
        Assert.Equal(fitted.Width, fitted.Names().Distinct().Count());
        Assert.Equal(4 + 6 + (indicators ? 6 : 0), fitted.Width);
    }

    [Fact]
    public void Standard_features_have_mean_0_and_deviation_1_over_the_values_that_are_there()
    {
        var rows = Rows.Make(2, 2000);
        var fitted = FittedPreprocessing.Fit(new() { Impute = Imputation.Mean }, Rows.Statistics(rows));

        var features = Transform(fitted, rows);

        double[] age = [.. features.Select(row => (double)row[0])];
        Assert.Equal(0, age.Average(), 1e-5);
        Assert.Equal(1, Math.Sqrt(age.Average(x => x * x)), 1e-5);
        Assert.All(features.Where((_, i) => float.IsNaN(rows[i * 6 + 2])), row => Assert.Equal(0, row[1], 1e-6f));
    }

    [Fact]
    public void Constant_and_absent_columns_are_divided_by_1_and_have_indicators()
    {
        var rows = Rows.Make(3, 50);
        var fitted = FittedPreprocessing.Fit(new(), Rows.Statistics(rows));

        Assert.Equal((1, 1), (fitted.Values[2].Deviation, fitted.Values[3].Deviation));
        Assert.All(Transform(fitted, rows), row =>
        {
            Assert.Equal((0f, 0f), (row[2], row[3]));
            Assert.Equal((0f, 1f), (row[4 + 3], row[4 + 5]));
        });
    }

    [Fact]
    public void A_category_is_1_in_its_own_feature_and_a_missing_one_in_none()
    {
        var fitted = FittedPreprocessing.Fit(new() { Indicators = false }, Rows.Statistics(Rows.Make(4, 50)));
        float[] row = [50, float.NaN, 200, 7.25f, 2, float.NaN];

        Assert.Equal([0, 0, 0, 0, 1, 0], Transform(fitted, row)[0][4..]);
    }

    [Fact]
    public void It_reads_back_as_it_was_written()
    {
        var fitted = FittedPreprocessing.Fit(new(), Rows.Statistics(Rows.Make(5, 300)));

        var read = FittedPreprocessing.Read(fitted.Write(), "test");

        Assert.Equal(fitted.Write(), read.Write());
        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => FittedPreprocessing.Read("[]"u8, "test")).Code);
        Assert.Equal("FED1070", Assert.Throws<FederationException>(() => FittedPreprocessing.Read(fitted.Write().AsSpan()[..100], "test")).Code);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task The_ONNX_graph_takes_raw_rows_and_gives_the_features_bit_for_bit(Imputation impute, Scaling scale, bool indicators)
    {
        var fitted = FittedPreprocessing.Fit(new() { Impute = impute, Scale = scale, Indicators = indicators }, Rows.Statistics(Rows.Make(6, 400)));

        // The model adds nothing to its input: what comes out is what goes in.
        var model = new ModelSpec("echo", [fitted.Width], [new("flatten", new Dictionary<string, double>())], LossKind.Mse);
        var onnx = _artifacts.Add(new OnnxExporter().Frame(model, fitted).Fill([]));
        var rows = Rows.Make(7, 33);

        var output = await _runner.RunAsync(onnx, rows, Cancel);

        Assert.Equal(Transform(fitted, rows).SelectMany(row => row), output.Values);
    }

    public void Dispose() => _runner.Dispose();

    private static float[][] Transform(FittedPreprocessing fitted, float[] rows)
    {
        var features = new float[rows.Length / fitted.Columns.Count * fitted.Width];
        fitted.Transform(rows, features);
        return [.. features.Chunk(fitted.Width)];
    }
}
