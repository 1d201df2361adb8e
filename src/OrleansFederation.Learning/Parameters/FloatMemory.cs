using System.Buffers;
using System.Runtime.InteropServices;
using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>Bytes of little-endian float32 seen as floats, without copying: what artifact stores give is bytes, what aggregation takes is floats.</summary>
public sealed class FloatMemory : MemoryManager<float>
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private FloatMemory(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Views bytes as floats. The bytes must live and stay unchanged as long as the view is used.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">The number of floats that they must hold.</param>
    /// <param name="place">What the bytes are, for error messages.</param>
    /// <exception cref="FederationException">FED3012 where there are more or fewer bytes.</exception>
    public static ReadOnlyMemory<float> View(ReadOnlyMemory<byte> bytes, int length, string place) =>
        bytes.Length == (long)length * sizeof(float)
            ? new FloatMemory(bytes).Memory
            : throw FederationErrors.UpdateMismatch.Exception(place, $"it has {bytes.Length} bytes, not the {(long)length * sizeof(float)} of {length} float32");

    /// <inheritdoc/>
    public override Span<float> GetSpan() =>
        MemoryMarshal.Cast<byte, float>(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(_bytes.Span), _bytes.Length));

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        var handle = _bytes.Pin();
        return new((float*)handle.Pointer + elementIndex, pinnable: new PinnedBytes(handle));
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Each handle carries what it unpins.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The bytes belong to whoever gave them.
    }

    private sealed class PinnedBytes(MemoryHandle handle) : IPinnable
    {
        private MemoryHandle _handle = handle;

        public MemoryHandle Pin(int elementIndex) => throw new InvalidOperationException("A handle is pinned once, when it is made.");

        void IPinnable.Unpin() => _handle.Dispose();
    }
}
