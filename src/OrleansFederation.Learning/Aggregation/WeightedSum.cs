using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Accumulates Σᵢ wᵢ·uᵢ in the order in which updates are added: per element one fused multiply-add an update, each rounded once. The bits
/// therefore follow from updates, weights and order alone, not from threads, vector width or grouping (see README.md beside this file).
/// Memory is one vector, and at most <see cref="Group"/> updates are held. Not thread-safe.
/// </summary>
/// <typeparam name="T"><see cref="float"/>, which has kernels of its own, or <see cref="double"/> for reference and offline use.</typeparam>
public sealed class WeightedSum<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many updates are folded in one pass over the sum.</summary>
    public const int Group = 4;

    /// <summary>Fewest elements that are worth a thread of their own: below, waking it costs more than it saves.</summary>
    private const int LeastRange = 32 * 1024;

    private readonly T[] _sum;
    private readonly int _threads;
    private readonly ReadOnlyMemory<T>[] _held = new ReadOnlyMemory<T>[Group];
    private readonly T[] _weights = new T[Group];
    private int _holding;
    private bool _begun;

    /// <summary>Begins an empty sum.</summary>
    /// <param name="length">The number of elements of every update, 0 or more.</param>
    /// <param name="threads">How many threads share the work, 1 or more; each takes a range of the elements.</param>
    public WeightedSum(int length, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _sum = GC.AllocateUninitializedArray<T>(length);
        _threads = Math.Clamp(length / LeastRange, 1, threads);
    }

    /// <summary>Goes on with a sum, or begins one in memory that is there.</summary>
    /// <param name="sum">The sum so far; it is changed.</param>
    /// <param name="begun">Whether it holds a sum; otherwise what it holds does not matter.</param>
    /// <param name="threads">How many threads share the work, 1 or more; each takes a range of the elements.</param>
    public WeightedSum(T[] sum, bool begun, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        (_sum, _begun) = (sum, begun);
        _threads = Math.Clamp(sum.Length / LeastRange, 1, threads);
    }

    /// <summary>The number of updates added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an update. It is held, and must not change, until <see cref="Group"/> have been added or <see cref="Finish"/> is called.</summary>
    /// <param name="update">The update, of the sum's length and finite (see <see cref="FiniteCheck"/>).</param>
    /// <param name="weight">Its weight, finite; rounded to <typeparamref name="T"/>.</param>
    public void Add(ReadOnlyMemory<T> update, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(update.Length, _sum.Length);
        if (!double.IsFinite(weight))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight must be finite.");
        }

        _held[_holding] = update;
        _weights[_holding] = T.CreateChecked(weight);
        Count++;
        if (++_holding == Group)
        {
            Fold();
        }
    }

    /// <summary>Folds what is held and gives the sum: minus zero everywhere where nothing was added. The array belongs to this sum; adding more changes it.</summary>
    public T[] Finish()
    {
        Fold();
        return _sum;
    }

    private void Fold()
    {
        if (_holding > 0 || !_begun)
        {
            if (_threads == 1)
            {
                FoldRange(0, _sum.Length);
            }
            else
            {
                Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, FoldShare);
            }

            Array.Clear(_held);
            _holding = 0;
            _begun = true;
        }
    }

    private void FoldShare(int share)
    {
        var start = (int)((long)_sum.Length * share / _threads);
        FoldRange(start, (int)((long)_sum.Length * (share + 1) / _threads) - start);
    }

    private void FoldRange(int start, int length)
    {
        var sum = _sum.AsSpan(start, length);
        if (!_begun)
        {
            // Minus zero is what changes no number when added, so that a single update of weight 1 comes out with its very bits.
            // Filled here, by the thread that folds the range, since the first touch of fresh memory is the dear one.
            sum.Fill(T.NegativeZero);
        }

        if (typeof(T) == typeof(float) && _holding == Group)
        {
            var weights = MemoryMarshal.Cast<T, float>(_weights);
            FusedFold.Add(MemoryMarshal.Cast<T, float>(sum), Part(0), Part(1), Part(2), Part(3), weights);
            return;
        }

        for (var i = 0; i < _holding; i++)
        {
            TensorPrimitives.FusedMultiplyAdd(_held[i].Span.Slice(start, length), _weights[i], sum, sum);
        }

        ReadOnlySpan<float> Part(int i) => MemoryMarshal.Cast<T, float>(_held[i].Span.Slice(start, length));
    }
}
