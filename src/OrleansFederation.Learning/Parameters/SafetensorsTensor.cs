using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its element type as the file names it, for example <c>F32</c>.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Bytes">Its elements, little-endian in C order; part of the file's memory.</param>
public sealed record SafetensorsTensor(string Name, string Dtype, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The number of elements.</summary>
    public long Length => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Copies the elements as float32. Only what float32 holds exactly is converted: F32, F16 and BF16.</summary>
    /// <param name="destination">Where they go: <see cref="Length"/> elements.</param>
    /// <param name="place">What the file is, for error messages.</param>
    /// <exception cref="FederationException">FED1030 where the element type is another.</exception>
    public void CopyTo(Span<float> destination, string place)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Length);
        var bytes = Bytes.Span;
        switch (Dtype)
        {
            case "F32":
                bytes.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case "F16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case "BF16":
                for (var i = 0; i < destination.Length; i++)
                {
                    // bfloat16 is the upper half of a float32.
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                }

                break;
            default:
                throw FederationErrors.SafetensorsMalformed.Exception(
                    $"{place}, tensor '{Name}'", $"its elements are {Dtype}, which float32 cannot hold exactly", "Save the tensor as F32, F16 or BF16.");
        }
    }
}
