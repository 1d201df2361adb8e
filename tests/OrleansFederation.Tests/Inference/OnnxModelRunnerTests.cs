using Microsoft.Extensions.Options;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Inference;

public sealed class OnnxModelRunnerTests : IDisposable
{
    private readonly MemoryArtifacts _artifacts = new();
    private readonly OnnxModelRunner _runner;

    public OnnxModelRunnerTests() => _runner = new(_artifacts, Options.Create(new InferenceOptions()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_callers_of_several_models_get_their_own_answers()
    {
        var models = Enumerable.Range(1, 12).Select(weight => (Weight: weight, Onnx: Scaling(weight))).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 480).Select(async i =>
        {
            var (weight, onnx) = models[i % models.Count];
            var output = await _runner.RunAsync(onnx, new float[] { i, 1, 0, i }, Cancel);
            return (Expected: new float[] { weight * (i + 1), weight * i }, output.Values);
        }));

        Assert.All(answers, answer => Assert.Equal(answer.Expected, answer.Values));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Inputs_that_are_no_whole_number_of_examples_are_FED6001(int numbers)
    {
        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.RunAsync(Scaling(1), new float[numbers], Cancel));

        Assert.Equal("FED6001", thrown.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(500)]
    [InlineData(5_000)]
    [InlineData(-100)]
    [InlineData(-1)]
    public async Task An_ONNX_file_cut_short_is_FED1031_and_names_the_digest(int length)
    {
        var whole = new OnnxExporter().Export(TestModels.Everything, TestModels.Parameters(TestModels.Everything));
        var onnx = _artifacts.Add(whole.AsMemory(0, length < 0 ? whole.Length + length : length));

        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.RunAsync(onnx, new float[288], Cancel));

        Assert.Equal("FED1031", thrown.Code);
        Assert.Contains(onnx.Digest, thrown.Problems[0].Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_are_FED1031()
    {
        var onnx = _artifacts.Add(Enumerable.Range(0, 10_000).Select(i => (byte)(i * 7919 >> 3)).ToArray());

        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.RunAsync(onnx, new float[1], Cancel));

        Assert.Equal("FED1031", thrown.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1_234)]
    public async Task Evaluation_is_the_sum_over_all_examples(int count)
    {
        var (onnx, data, inputs, targets) = Classification(count);
        using var session = OnnxSession.Open("test", await _artifacts.ReadAsync(onnx, Cancel));
        var expected = ExampleLoss.Sum(LossKind.CrossEntropy, session.Run(inputs).Values, targets, 0);

        var metrics = await _runner.EvaluateAsync(onnx, data, LossKind.CrossEntropy, Cancel);

        Assert.Equal((expected.Examples, expected.Correct), (metrics.Examples, metrics.Correct));
        Assert.Equal(expected.LossSum, metrics.LossSum, 1e-3);
    }

    [Fact]
    public async Task Evaluation_has_the_same_bits_every_time()
    {
        var (onnx, data, _, _) = Classification(3_000);

        List<Metrics> runs = [];
        for (var i = 0; i < 5; i++)
        {
            runs.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _runner.EvaluateAsync(onnx, data, LossKind.CrossEntropy, Cancel))));
        }

        Assert.Single(runs.Distinct());
    }

    [Fact]
    public async Task Evaluation_over_no_example_is_zero()
    {
        var metrics = await _runner.EvaluateAsync(Scaling(1), new ArrayData([2], [], []), LossKind.Mse, Cancel);

        Assert.Equal(new Metrics(0, 0, null), metrics);
    }

    [Fact]
    public async Task Mse_compares_with_real_targets()
    {
        var metrics = await _runner.EvaluateAsync(Scaling(2), new ArrayData([2], [1, 2, 0, 1], [5, 3.5f]), LossKind.Mse, Cancel);

        Assert.Equal(new Metrics(2, 1 + 2.25, null), metrics with { Tallies = null });
        Assert.Equal((1 + 2.25 * 2.25, new RegressionSums(2, 2.5, 4.25, 1.125)), (metrics.Tallies!.LossSquareSum, metrics.Tallies.Regression));
    }

    [Fact]
    public async Task A_label_out_of_range_is_FED1022_and_names_the_example()
    {
        var (onnx, _, inputs, targets) = Classification(700);
        targets[612] = 10;

        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.EvaluateAsync(onnx, new ArrayData([1, 28, 28], inputs, targets), LossKind.CrossEntropy, Cancel));

        Assert.Equal(("FED1022", "example 612"), (thrown.Code, thrown.Problems[0].Place));
    }

    [Fact]
    public async Task Data_of_another_input_size_is_FED6001()
    {
        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.EvaluateAsync(Scaling(1), new ArrayData([3], [1, 2, 3], [0]), LossKind.Mse, Cancel));

        Assert.Equal("FED6001", thrown.Code);
    }

    [Fact]
    public async Task A_cancelled_evaluation_ends()
    {
        var (onnx, data, _, _) = Classification(500);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _runner.EvaluateAsync(onnx, data, LossKind.CrossEntropy, new CancellationToken(true)));
    }

    public void Dispose() => _runner.Dispose();

    private ArtifactRef Scaling(float weight) =>
        _artifacts.Add(new OnnxExporter().Export(TestModels.Of([2], TestModels.Layer("linear", ("out", 1), ("bias", 0))), [weight, weight]));

    private (ArtifactRef Onnx, ArrayData Data, float[] Inputs, float[] Targets) Classification(int count)
    {
        var onnx = _artifacts.Add(new OnnxExporter().Export(TestModels.Mnist, TestModels.Parameters(TestModels.Mnist)));
        var inputs = TestModels.Inputs(TestModels.Mnist, count);
        var targets = Enumerable.Range(0, count).Select(i => (float)(i % 10)).ToArray();
        return (onnx, new ArrayData([1, 28, 28], inputs, targets), inputs, targets);
    }
}
