using System.Globalization;
using System.Runtime.InteropServices;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Filters;

/// <summary>
/// Writes one update chunk by chunk: t ← u + β·e, the chunk is what is written of t, and e ← t less that. Buffers are written as they are.
/// Not for concurrent use.
/// </summary>
public sealed class UpdateEncoder
{
    /// <summary>The most bytes of a chunk.</summary>
    public const int LargestChunk = UpdateShape.Chunk * (sizeof(ushort) + sizeof(float)) + sizeof(ushort);

    private readonly UpdateEncoding _encoding;
    private readonly ReadOnlyMemory<float> _update;
    private readonly Memory<float> _feedback;
    private readonly IChunkEncoder _encoder;
    private readonly IChunkDecoder _decoder;
    private readonly float[] _sorted = new float[UpdateShape.Chunk];
    private readonly float[] _written = new float[UpdateShape.Chunk];
    private double _squares;
    private int _chunk;

    internal UpdateEncoder(UpdateEncoding encoding, ReadOnlyMemory<float> update, Memory<float> feedback)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(update.Length, encoding.Shape.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(feedback.Length, encoding.Shape.Length);
        (_encoding, _update, _feedback, _decoder) = (encoding, update, feedback, encoding.BeginDecoding());
        if (encoding.NeedsWhole)
        {
            for (var chunk = 0; chunk < encoding.Shape.Chunks; chunk++)
            {
                Add(chunk);
            }
        }

        _encoder = encoding.BeginEncoding(encoding.NeedsWhole ? feedback.Span : []);
    }

    /// <summary>The Euclidean norm of what was written, once all is.</summary>
    public double Norm => Math.Sqrt(_squares);

    /// <summary>Writes the next chunk.</summary>
    /// <param name="destination">Where its bytes go, as many as <see cref="LargestChunk"/> or as the file has left.</param>
    /// <param name="length">How many bytes were written; drawn chunks may have none.</param>
    /// <returns>Whether there was a chunk.</returns>
    /// <exception cref="FederationException">FED3002 where a number is too large to be written.</exception>
    public bool TryNext(Span<byte> destination, out int length)
    {
        var shape = _encoding.Shape;
        length = 0;
        if (_chunk == shape.Chunks)
        {
            return false;
        }

        if (!_encoding.NeedsWhole)
        {
            Add(_chunk);
        }

        var values = _feedback.Span.Slice(_chunk * UpdateShape.Chunk, shape.LengthOf(_chunk));
        var count = shape.TrainableOf(_chunk);
        length = count == values.Length ? _encoder.Encode(values, destination) : EncodeSorted(values, count, destination);
        Measure(destination[..length], values.Length);
        _chunk++;
        return true;
    }

    private void Add(int chunk)
    {
        var (start, length) = (chunk * UpdateShape.Chunk, _encoding.Shape.LengthOf(chunk));
        var values = _feedback.Span.Slice(start, length);
        FeedbackKernel.Add(_update.Span.Slice(start, length), values, (float)_encoding.Feedback);
        if (FeedbackKernel.Peak(values) > BitConverter.SingleToUInt32Bits(UpdateEncoding.Largest))
        {
            throw FederationErrors.NonFiniteUpdate.Exception(
                "training", string.Create(CultureInfo.InvariantCulture, $"training diverged: with what earlier updates lacked, a number of the update is beyond {UpdateEncoding.Largest:0e0}, the largest that compression takes"));
        }
    }

    private int EncodeSorted(Span<float> values, int count, Span<byte> destination)
    {
        var sorted = _sorted.AsSpan(0, values.Length);
        _encoding.Shape.Sort(_chunk, values, sorted);
        var length = count == 0 ? 0 : _encoder.Encode(sorted[..count], destination);
        var buffers = MemoryMarshal.AsBytes(sorted[count..]);
        buffers.CopyTo(destination[length..]);
        sorted[count..].Clear();
        length += buffers.Length;
        _encoding.Shape.Restore(_chunk, sorted, values);
        return length;
    }

    private void Measure(ReadOnlySpan<byte> chunk, int length)
    {
        var written = _written.AsSpan(0, length);
        if (!_encoding.TryDecode(_decoder, _chunk, chunk, written))
        {
            throw new InvalidOperationException($"Chunk {_chunk} of an update does not read back.");
        }

        _squares += SquaredNorm.Of(written);
    }
}
