using System.Runtime.InteropServices;
using OrleansFederation.Artifacts;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Parameters;

/// <summary>Files that are written while their numbers pass by are those that are made whole.</summary>
public sealed class ParameterWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public async Task A_safetensors_file_in_blocks_is_the_whole_file(int block)
    {
        var (layout, values) = Sample();

        Assert.Equal(Safetensors.Write(layout, values), await WriteAsync(Safetensors.Frame(layout), values, block));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public async Task An_ONNX_file_in_blocks_is_the_whole_file(int block)
    {
        var (_, values) = Sample();
        var exporter = new OnnxExporter();

        Assert.Equal(exporter.Export(TestModels.Everything, values), await WriteAsync(exporter.Frame(TestModels.Everything), values, block));
    }

    [Fact]
    public void An_ONNX_file_is_what_protobuf_writes_of_its_model()
    {
        var (_, values) = Sample();
        var file = new OnnxExporter().Export(TestModels.Everything, values);

        Assert.Equal(file, Google.Protobuf.MessageExtensions.ToByteArray(ModelProto.Parser.ParseFrom(file)));
    }

    [Fact]
    public async Task A_file_whose_numbers_are_not_all_written_cannot_be_completed()
    {
        var (layout, _) = Sample();
        await using var writer = new ParameterWriter(Safetensors.Frame(layout), new BufferedArtifactWriter(new MemoryArtifacts(), transient: false));
        await writer.WriteAsync(new byte[4], Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    public void Initial_parameters_in_blocks_are_those_that_are_made_at_once(int block)
    {
        var plan = ModelPlan.Create(TestModels.Everything);
        var values = new float[plan.Layout.Length];
        var numbers = plan.Begin(7);
        for (var done = 0; done < values.Length; done += block)
        {
            numbers.Read(values.AsSpan(done, Math.Min(block, values.Length - done)));
        }

        Assert.Equal(plan.Initialise(7), values);
    }

    private static (ParameterLayout Layout, float[] Values) Sample() =>
        (ModelPlan.Create(TestModels.Everything).Layout, TestModels.Parameters(TestModels.Everything));

    private static async Task<byte[]> WriteAsync(ParameterFrame frame, float[] values, int block)
    {
        var store = new MemoryArtifacts();
        await using var writer = new ParameterWriter(frame, new BufferedArtifactWriter(store, transient: false));
        for (var done = 0; done < values.Length; done += block)
        {
            await writer.WriteAsync(MemoryMarshal.AsBytes(values.AsSpan(done, Math.Min(block, values.Length - done))).ToArray(), Cancel);
        }

        var artifact = await writer.CompleteAsync(Cancel);
        Assert.Equal(frame.Length, artifact.Length);
        return (await store.ReadAsync(artifact, Cancel)).ToArray();
    }
}
