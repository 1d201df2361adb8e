using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

public sealed class SafetensorsTests
{
    private static readonly ParameterLayout Layout = new(
    [
        new("0.weight", [2, 3], 0, ParameterKind.Trainable),
        new("0.bias", [3], 6, ParameterKind.Trainable),
        new("1.running \"mean\" é", [], 9, ParameterKind.Buffer),
    ]);

    private static readonly float[] Values = [1, -0f, float.MaxValue, float.Epsilon, -2.5f, 1e-20f, 7, 8, 9, 10];

    [Fact]
    public void A_written_file_is_read_back_bit_by_bit()
    {
        var file = Safetensors.Write(Layout, Values);
        var read = new float[Layout.Length];

        Safetensors.ReadInto(Layout, file, "test", read);

        Assert.Equal(Values.Select(BitConverter.SingleToInt32Bits), read.Select(BitConverter.SingleToInt32Bits));
    }

    /// <summary>Parsed by hand as the format's description says, apart from the reader: what Python's safetensors does.</summary>
    [Fact]
    public void A_written_file_has_the_bytes_that_the_format_describes()
    {
        var file = Safetensors.Write(Layout, Values);

        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using var header = JsonDocument.Parse(Encoding.UTF8.GetString(file, 8, length));
        var bias = header.RootElement.GetProperty("0.bias");
        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal((byte)'{', file[8]);
        Assert.Equal(["0.weight", "0.bias", "1.running \"mean\" é"], header.RootElement.EnumerateObject().Select(tensor => tensor.Name));
        Assert.Equal("""{"dtype":"F32","shape":[3],"data_offsets":[24,36]}""", bias.GetRawText());
        Assert.Equal(7f, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + length + 24)));
        Assert.Equal(8 + length + 40, file.Length);
    }

    [Fact]
    public void The_same_values_give_the_same_bytes() =>
        Assert.Equal(Safetensors.Write(Layout, Values), Safetensors.Write(new(Layout.Entries), Values));

    [Fact]
    public void Tensors_are_matched_by_name_in_whatever_order_the_file_has_them()
    {
        var layout = new ParameterLayout([new("a", [2], 0, ParameterKind.Trainable), new("b", [1, 1], 2, ParameterKind.Trainable)]);
        var file = RawFile.Make(
            """{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"a":{"shape":[2],"data_offsets":[4,12],"dtype":"F32"}}   """,
            RawFile.Floats(3, 1, 2));
        var read = new float[3];

        Safetensors.ReadInto(layout, file, "test", read);

        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public void Half_precision_is_widened_exactly()
    {
        var layout = new ParameterLayout([new("h", [2], 0, ParameterKind.Trainable), new("b", [2], 2, ParameterKind.Trainable)]);
        var file = RawFile.Make(
            """{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}""",
            [0x00, 0x3C, 0x01, 0x00, 0x80, 0x3F, 0x49, 0xC0]);
        var read = new float[4];

        Safetensors.ReadInto(layout, file, "test", read);

        Assert.Equal([1, 5.9604645e-8f, 1, -3.140625f], read);
    }

    [Fact]
    public void Batch_counters_of_PyTorch_are_passed_over()
    {
        var layout = new ParameterLayout([new("a", [1], 0, ParameterKind.Trainable)]);
        var file = RawFile.Make(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[4,12]}}""",
            [.. RawFile.Floats(5), 9, 0, 0, 0, 0, 0, 0, 0]);
        var read = new float[1];

        Safetensors.ReadInto(layout, file, "test", read);

        Assert.Equal([5], read);
    }

    [Fact]
    public void Elements_that_float32_cannot_hold_are_refused_and_named()
    {
        var layout = new ParameterLayout([new("a", [1], 0, ParameterKind.Trainable)]);
        var file = RawFile.Make("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", new byte[8]);

        var refused = Assert.Throws<FederationException>(() => Safetensors.ReadInto(layout, file, "m.safetensors", new float[1]));

        Assert.Equal(
            FederationErrors.SafetensorsMalformed.At(
                "m.safetensors, tensor 'a'", "its elements are F64, which float32 cannot hold exactly", "Save the tensor as F32, F16 or BF16."),
            Assert.Single(refused.Problems));
    }

    [Fact]
    public void Everything_that_does_not_match_the_model_is_told_at_once()
    {
        var layout = new ParameterLayout([new("a", [1], 0, ParameterKind.Trainable), new("c", [1], 1, ParameterKind.Trainable)]);
        var file = RawFile.Make(
            """{"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}""", RawFile.Floats(1, 2));

        var refused = Assert.Throws<FederationException>(() => Safetensors.ReadInto(layout, file, "m", new float[2]));

        Assert.Equal(
            ["its shape is [1, 1], the model's is [1]", "the model's tensor 'c' is missing", "the model has no tensor 'b'"],
            refused.Problems.Select(problem => problem.Cause));
    }

    [Fact]
    public void A_view_sees_the_file_without_copying()
    {
        var file = Safetensors.Write(Layout, Values);
        var memory = Safetensors.ViewMemory(Layout, file, "test");

        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), 42);

        Assert.Equal(42, Safetensors.View(Layout, file, "test")[^1]);
        Assert.Equal(42, memory.Span[^1]);
    }

    [Fact]
    public unsafe void A_view_can_be_pinned()
    {
        var memory = Safetensors.ViewMemory(Layout, Safetensors.Write(Layout, Values), "test");

        using var pinned = memory[4..].Pin();

        Assert.Equal(-2.5f, *(float*)pinned.Pointer);
    }

    [Fact]
    public void A_view_of_another_layout_is_refused()
    {
        var file = Safetensors.Write(Layout, Values);
        var other = new ParameterLayout([new("0.weight", [3, 2], 0, ParameterKind.Trainable), .. Layout.Entries.Skip(1)]);

        var refused = Assert.Throws<FederationException>(() => Safetensors.ViewMemory(other, file, "update of client a"));

        Assert.Equal(("FED1030", "update of client a"), (refused.Code, refused.Problems[0].Place));
    }

    [Fact]
    public void Bytes_of_another_length_are_no_partial_sum()
    {
        var refused = Assert.Throws<FederationException>(() => FloatMemory.View(new byte[13], 3, "partial sum of site a"));

        Assert.Equal(FederationErrors.UpdateMismatch.Code, refused.Code);
    }
}
