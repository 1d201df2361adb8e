using System.Text.Json;
using Microsoft.Extensions.Options;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

public sealed class OnnxReferenceTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly MemoryArtifacts _artifacts = new();
    private readonly OnnxModelRunner _runner;

    public OnnxReferenceTests() => _runner = new(_artifacts, Options.Create(new InferenceOptions()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Reference")]
    public async Task Logits_are_those_of_PyTorch()
    {
        using var reference = JsonDocument.Parse(await File.ReadAllBytesAsync(TestFiles.Reference("inference/onnx_logits.json"), Cancel));
        Assert.Equal("fl-golden-onnx/1", reference.RootElement.GetProperty("format").GetString());

        var cases = 0;
        foreach (var model in reference.RootElement.GetProperty("models").EnumerateArray())
        {
            var file = model.GetProperty("file").GetString()!;
            var onnx = Load(Path.GetFileName(file));
            foreach (var one in model.GetProperty("cases").EnumerateArray())
            {
                var output = await _runner.RunAsync(onnx, Input(one), Cancel);

                var expected = one.GetProperty("expected").GetProperty("logits").EnumerateArray().Select(logit => logit.GetDouble()).ToList();
                Assert.Equal(expected.Count, output.Values.Length);
                Assert.All(expected.Zip(output.Values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
                cases++;
            }
        }

        Assert.NotEqual(0, cases);
    }

    [Fact]
    [Trait("Category", "Reference")]
    public async Task Accuracy_over_the_whole_test_set_is_that_of_PyTorch()
    {
        using var reference = JsonDocument.Parse(await File.ReadAllBytesAsync(TestFiles.Reference("inference/onnx_logits.json"), Cancel));
        var stated = reference.RootElement.GetProperty("models").EnumerateArray().Where(model => model.TryGetProperty("test_accuracy", out _)).ToList();
        Assert.SkipWhen(stated.Count == 0, "The reference file states no accuracy.");
        var data = MnistTestSet.Read();

        foreach (var model in stated)
        {
            var onnx = Load(Path.GetFileName(model.GetProperty("file").GetString()!));

            var metrics = await _runner.EvaluateAsync(onnx, data, LossKind.CrossEntropy, Cancel);

            Assert.Equal(model.GetProperty("test_accuracy").GetDouble(), metrics.Accuracy!.Value, 1e-4);
        }
    }

    [Theory]
    [InlineData("fedml-tabular.onnx", 784, new[] { 1, 10 })]
    [InlineData("light_squeezenet.onnx", 3 * 224 * 224, new[] { 1, 1000, 1, 1 })]
    [InlineData("mnist-cntk-ort-examples.onnx", 784, new[] { 1, 10 })]
    [InlineData("mnist-opt-wonnx.onnx", 784, new[] { 1, 10 })]
    [InlineData("peer-torch-cnn-mnist.onnx", 784, new[] { 1, 10 })]
    [InlineData("peer-torch-tiny-transformer.onnx", 16, new[] { 1, 3 })]
    [InlineData("super-resolution.onnx", 224 * 224, new[] { 1, 1, 672, 672 })]
    [InlineData("ultraface-rfb-320.onnx", 3 * 240 * 320, new[] { 1, 4420, 2 })]
    public async Task A_foreign_model_of_one_tensor_runs(string file, int numbers, int[] shape)
    {
        var output = await _runner.RunAsync(Load(file), new float[numbers], Cancel);

        Assert.Equal(shape, output.Shape);
        Assert.All(output.Values, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData("matmul-quickstart.onnx", "2 inputs")]
    [InlineData("triton-simple.onnx", "2 inputs")]
    [InlineData("tract-byte-bidi-lstm.onnx", "[-1, -1]")]
    public async Task A_foreign_model_of_another_kind_is_FED6001(string file, string why)
    {
        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.RunAsync(Load(file), new float[16], Cancel));

        Assert.Equal("FED6001", thrown.Code);
        Assert.Contains(why, thrown.Problems[0].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_fixes_its_batch_runs_once_an_example()
    {
        var data = MnistTestSet.Read();
        var both = new float[2 * 784];
        data.ReadInputs([0, 1], both);
        var onnx = Load("mnist-cntk-ort-examples.onnx");
        var second = await _runner.RunAsync(onnx, both.AsMemory(784), Cancel);

        var output = await _runner.RunAsync(onnx, both, Cancel);

        Assert.Equal([2, 10], output.Shape);
        Assert.Equal(second.Values, output.Values[10..]);
    }

    [Fact]
    public async Task A_model_of_whole_numbers_refuses_others()
    {
        var onnx = Load("peer-torch-tiny-transformer.onnx");
        var ids = new float[16];
        ids[3] = 0.5f;

        var thrown = await Assert.ThrowsAsync<FederationException>(() => _runner.RunAsync(onnx, ids, Cancel));

        Assert.Equal("FED6001", thrown.Code);
    }

    public void Dispose() => _runner.Dispose();

    private ArtifactRef Load(string file) => _artifacts.Add(File.ReadAllBytes(TestFiles.Data($"onnx/{file}")));

    private static float[] Input(JsonElement one)
    {
        if (one.TryGetProperty("ids", out var ids))
        {
            return [.. ids.EnumerateArray().Select(id => (float)id.GetInt32())];
        }

        var input = new float[784];
        MnistTestSet.Read().ReadInputs([one.GetProperty("t10k_index").GetInt32()], input);
        return input;
    }
}
