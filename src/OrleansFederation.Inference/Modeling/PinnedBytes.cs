using System.Buffers;

namespace OrleansFederation.Modeling;

/// <summary>Memory over a pinned span, so that protobuf copies parameters once, into the file. Valid only while the span stays pinned.</summary>
/// <param name="start">The first byte.</param>
/// <param name="length">The number of bytes.</param>
internal sealed unsafe class PinnedBytes(byte* start, int length) : MemoryManager<byte>
{
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
