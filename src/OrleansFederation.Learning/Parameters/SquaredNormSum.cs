using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Parameters;

/// <summary>Σᵢ xᵢ² in double of a vector that passes by in blocks, with the bits of <see cref="SquaredNorm"/>. Not thread-safe.</summary>
public sealed class SquaredNormSum
{
    /// <summary>Every block but the last has a multiple of so many elements.</summary>
    public const int Lanes = 16;

    private readonly float[] _rest = new float[Lanes];
    private Vector512<double> _low;
    private Vector512<double> _high;
    private int _left;

    /// <summary>Adds the next block.</summary>
    /// <param name="values">The block: a multiple of <see cref="Lanes"/>, but for the last.</param>
    public void Add(ReadOnlySpan<float> values)
    {
        if (_left > 0)
        {
            throw new InvalidOperationException($"A block follows one whose length is no multiple of {Lanes}.");
        }

        var (low, high) = (_low, _high);
        var covered = values.Length - values.Length % Lanes;
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += Lanes)
        {
            var (a, b) = Vector512.Widen(Vector512.LoadUnsafe(ref first, i));
            low += a * a;
            high += b * b;
        }

        (_low, _high, _left) = (low, high, values.Length - covered);
        values[covered..].CopyTo(_rest);
    }

    /// <summary>The squared Euclidean norm of what was added: 0 or more; not finite where an element is not.</summary>
    public double Total
    {
        get
        {
            var sum = 0.0;
            for (var lane = 0; lane < Lanes; lane++)
            {
                sum += lane < Lanes / 2 ? _low[lane] : _high[lane - Lanes / 2];
            }

            foreach (var value in _rest.AsSpan(0, _left))
            {
                sum += (double)value * value;
            }

            return sum;
        }
    }
}
