using System.Numerics.Tensors;
using OrleansFederation.Aggregation;
using OrleansFederation.Errors;

namespace OrleansFederation.Filters;

/// <summary>
/// Accumulates Σᵢ wᵢ·uᵢ of compressed updates with the bits of <see cref="WeightedSum{T}"/> over what they stand for. A few chunks of some
/// updates are read into the processor's own memory and added there, so that no update is ever written out as float32. Not thread-safe.
/// </summary>
/// <param name="sum">The sum so far, which is changed.</param>
/// <param name="begun">Whether it holds a sum; otherwise what it holds does not matter.</param>
/// <param name="threads">How many threads share the work, 1 or more; each takes a range of the chunks.</param>
public sealed class EncodedSum(float[] sum, bool begun, int threads)
{
    private const int Group = WeightedSum<float>.Group;

    /// <summary>So many chunks of a group, 512 KiB, stay in a core's second-level cache.</summary>
    private const int ChunksAtOnce = 8;

    private readonly (UpdateEncoding Encoding, ReadOnlyMemory<byte> File, string Place)[] _held = new (UpdateEncoding, ReadOnlyMemory<byte>, string)[Group];
    private readonly float[] _weights = new float[Group];
    private readonly int _threads = Math.Clamp(sum.Length / (UpdateShape.Chunk * ChunksAtOnce), 1, threads);
    private readonly float[][] _read = new float[Math.Clamp(sum.Length / (UpdateShape.Chunk * ChunksAtOnce), 1, threads)][];
    private int _holding;
    private bool _begun = begun;

    /// <summary>Adds an update. Its file is held, and must not change, until a few have been added or <see cref="Finish"/> is called.</summary>
    /// <param name="encoding">How it is written.</param>
    /// <param name="file">The file.</param>
    /// <param name="weight">Its weight, finite.</param>
    /// <param name="place">What it is, for error messages.</param>
    /// <exception cref="FederationException">FED3012 where it, or one before it, was not written so.</exception>
    public void Add(UpdateEncoding encoding, ReadOnlyMemory<byte> file, double weight, string place)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(encoding.Shape.Length, sum.Length);
        if (!double.IsFinite(weight))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight must be finite.");
        }

        _held[_holding] = (encoding, file, place);
        _weights[_holding] = (float)weight;
        if (++_holding == Group)
        {
            Fold();
        }
    }

    /// <summary>Folds what is held and gives the sum: minus zero everywhere where nothing was added.</summary>
    /// <exception cref="FederationException">FED3012 where an update was not written as its encoding says.</exception>
    public float[] Finish()
    {
        Fold();
        return sum;
    }

    private void Fold()
    {
        if (_holding == 0)
        {
            if (!_begun)
            {
                Array.Fill(sum, -0f);
            }
        }
        else if (_threads == 1)
        {
            FoldShare(0);
        }
        else
        {
            try
            {
                Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, FoldShare);
            }
            catch (AggregateException several) when (several.InnerExceptions.OfType<FederationException>().FirstOrDefault() is { } malformed)
            {
                throw new FederationException(malformed.Problems[0], several);
            }
        }

        Array.Clear(_held);
        (_holding, _begun) = (0, true);
    }

    private void FoldShare(int share)
    {
        var shape = _held[0].Encoding.Shape;
        var (first, end) = ((int)((long)shape.Chunks * share / _threads), (int)((long)shape.Chunks * (share + 1) / _threads));
        var decoders = new UpdateDecoder[_holding];
        for (var i = 0; i < decoders.Length; i++)
        {
            decoders[i] = new(_held[i].Encoding, _held[i].File, _held[i].Place);
            decoders[i].Skip(first);
        }

        var read = _read[share] ??= new float[Group * ChunksAtOnce * UpdateShape.Chunk];
        for (var chunk = first; chunk < end; chunk += ChunksAtOnce)
        {
            var start = chunk * UpdateShape.Chunk;
            var part = sum.AsSpan(start, Math.Min(Math.Min(chunk + ChunksAtOnce, end) * UpdateShape.Chunk, sum.Length) - start);
            if (!_begun)
            {
                part.Fill(-0f);
            }

            if (_holding == Group)
            {
                while (!part.IsEmpty && UpdateDecoder.TryAdd(decoders, part[..Math.Min(UpdateShape.Chunk, part.Length)], _weights))
                {
                    part = part[Math.Min(UpdateShape.Chunk, part.Length)..];
                }
            }

            for (var i = 0; i < decoders.Length; i++)
            {
                decoders[i].Read(Part(i, part.Length));
            }

            if (_holding == Group)
            {
                FusedFold.Add(part, Part(0, part.Length), Part(1, part.Length), Part(2, part.Length), Part(3, part.Length), _weights);
                continue;
            }

            for (var i = 0; i < _holding; i++)
            {
                TensorPrimitives.FusedMultiplyAdd(Part(i, part.Length), _weights[i], part, part);
            }
        }

        if (end == shape.Chunks)
        {
            Array.ForEach(decoders, decoder => decoder.End());
        }

        Span<float> Part(int i, int length) => read.AsSpan(i * ChunksAtOnce * UpdateShape.Chunk, length);
    }
}
