using OrleansFederation.Inference;
using OrleansFederation.Modeling.Onnx;
using Xunit;

namespace OrleansFederation.Modeling;

public sealed class OnnxExporterTests
{
    private readonly OnnxExporter _exporter = new();

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        var parameters = TestModels.Parameters(TestModels.Everything);

        Assert.Equal(_exporter.Export(TestModels.Everything, parameters), _exporter.Export(TestModels.Everything, [.. parameters]));
    }

    [Fact]
    public void Other_parameters_give_other_bytes()
    {
        var parameters = TestModels.Parameters(TestModels.Everything);
        var first = _exporter.Export(TestModels.Everything, parameters);
        parameters[^1] += 1;

        Assert.NotEqual(first, _exporter.Export(TestModels.Everything, parameters));
    }

    [Fact]
    public void Every_parameter_is_an_initialiser_of_its_name_shape_and_bytes()
    {
        var plan = ModelPlan.Create(TestModels.Everything);
        var parameters = TestModels.Parameters(TestModels.Everything);

        var file = ModelProto.Parser.ParseFrom(_exporter.Export(TestModels.Everything, parameters));

        Assert.All(plan.Layout.Entries, entry =>
        {
            var tensor = Assert.Single(file.Graph.Initializer, tensor => tensor.Name == entry.Name);
            Assert.Equal(entry.Shape.Select(size => (long)size), tensor.Dims);
            Assert.Equal(parameters.AsSpan(entry.Offset, entry.Length), System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span));
        });
    }

    [Fact]
    public void The_file_states_opset_17_and_IR_version_8()
    {
        var file = ModelProto.Parser.ParseFrom(_exporter.Export(TestModels.Mnist, TestModels.Parameters(TestModels.Mnist)));

        Assert.Equal((8, 17), (file.IrVersion, Assert.Single(file.OpsetImport).Version));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(33)]
    public void The_batch_dimension_is_free(int count)
    {
        using var session = OnnxSession.Open("test", _exporter.Export(TestModels.Mnist, TestModels.Parameters(TestModels.Mnist)));

        var output = session.Run(TestModels.Inputs(TestModels.Mnist, count));

        Assert.Equal([count, 10], output.Shape);
    }

    [Fact]
    public void Another_description_gives_other_bytes_that_compute_the_same()
    {
        var (frame, parameters) = (_exporter.Frame(TestModels.Mnist), TestModels.Parameters(TestModels.Mnist));
        byte[][] files = [frame.Fill(parameters), _exporter.Describe(frame, "one").Fill(parameters), _exporter.Describe(_exporter.Describe(frame, "one"), "another").Fill(parameters)];

        var sessions = files.Select(file => OnnxSession.Open("test", file)).ToArray();

        Assert.Equal(["", "one", "another"], files.Select(file => ModelProto.Parser.ParseFrom(file).DocString));
        Assert.Single(sessions.Select(session => string.Join(' ', session.Run(TestModels.Inputs(TestModels.Mnist, 3)).Values)).Distinct());
        Array.ForEach(sessions, session => session.Dispose());
    }

    [Fact]
    public void Parameters_of_another_length_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _exporter.Export(TestModels.Mnist, new float[3]));

    [Fact]
    public void Linear_multiplies_by_rows_of_the_weight() =>
        Assert.Equal([1 * 1 + 2 * 2 + 10, 3 * 1 + 4 * 2 + 20], Run([2], [1, 2], [1, 2, 3, 4, 10, 20], TestModels.Layer("linear", ("out", 2))));

    [Fact]
    public void Linear_works_without_a_bias() =>
        Assert.Equal([5, 11], Run([2], [1, 2], [1, 2, 3, 4], TestModels.Layer("linear", ("out", 2), ("bias", 0))));

    [Fact]
    public void Conv2d_correlates_without_turning_the_kernel() =>
        Assert.Equal([1 * 1 + 2 * 2 + 4 * 3 + 5 * 4 + 100, 2 + 6 + 15 + 24 + 100], Run([1, 2, 3], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 100], TestModels.Layer("conv2d", ("out", 1), ("kernel", 2))));

    [Fact]
    public void Conv2d_pads_and_groups() =>
        Assert.Equal(
            [1, 2, 3, 4, 50, 60, 70, 80],
            Run([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0], TestModels.Layer("conv2d", ("out", 2), ("kernel", 3), ("padding", 1), ("groups", 2), ("bias", 0))));

    [Fact]
    public void Maxpool2d_never_lets_padding_win() =>
        Assert.Equal([-4, -3, -2, -1], Run([1, 2, 2], [-4, -3, -2, -1], [], TestModels.Layer("maxpool2d", ("kernel", 2), ("padding", 1))));

    [Fact]
    public void Avgpool2d_counts_padding() =>
        Assert.Equal([1, 2, 3, 4], Run([1, 2, 2], [4, 8, 12, 16], [], TestModels.Layer("avgpool2d", ("kernel", 2), ("padding", 1))));

    [Fact]
    public void Batchnorm2d_uses_the_running_averages() =>
        Close([2 * (5 - 1) / 2.0 + 7], Run([1, 1, 1], [5], [2, 7, 1, 3.5f], TestModels.Layer("batchnorm2d", ("epsilon", 0.5))));

    [Fact]
    public void Groupnorm_normalises_each_group_then_scales_and_shifts_each_channel()
    {
        // Groups (1, 3) and (0, 8): means 2 and 4, variances 1 and 16; epsilon 3.
        var output = Run([4], [1, 3, 0, 8], [1, 2, 3, 4, 0, 1, 0, -1], TestModels.Layer("groupnorm", ("groups", 2), ("epsilon", 3)));

        Close([-0.5, 2, -12 / Math.Sqrt(19), 16 / Math.Sqrt(19) - 1], output);
    }

    [Fact]
    public void Gelu_is_the_exact_one() =>
        Close([-0.158655253931457, 0, 0.841344746068543, 1.9544997361036416], Run([4], [-1, 0, 1, 2], [], TestModels.Layer("gelu")));

    [Fact]
    public void Relu_cuts_off_below_zero() =>
        Assert.Equal([0, 0, 2], Run([3], [-1, 0, 2], [], TestModels.Layer("relu")));

    [Fact]
    public void Softmax_acts_on_the_last_axis() =>
        Close([0.25, 0.75, 0.5, 0.5], Run([2, 2], [0, MathF.Log(3), 5, 5], [], TestModels.Layer("softmax")));

    [Fact]
    public void Dropout_alone_passes_everything_on() =>
        Assert.Equal([1, 2, 3], Run([3], [1, 2, 3], [], TestModels.Layer("dropout")));

    [Fact]
    public void A_dropout_at_the_end_leaves_the_output_where_it_is() =>
        Assert.Equal([0, 2], Run([2], [-1, 2], [], TestModels.Layer("relu"), TestModels.Layer("dropout")));

    [Fact]
    public void Flatten_keeps_the_order() =>
        Assert.Equal([1, 2, 3, 4], Run([2, 1, 2], [1, 2, 3, 4], [], TestModels.Layer("flatten")));

    private float[] Run(int[] input, float[] values, float[] parameters, params LayerSpec[] layers)
    {
        using var session = OnnxSession.Open("test", _exporter.Export(TestModels.Of(input, layers), parameters));
        return session.Run(values).Values;
    }

    private static void Close(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }
}
