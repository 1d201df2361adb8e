using System.Numerics;
using System.Numerics.Tensors;

namespace OrleansFederation.Optimizers;

/// <summary>
/// What the adaptive optimisers share: m ← β₁·m + (1 − β₁)·Δ, v as each accumulates Δ², x ← x + η·m / (√v + τ). Multiplications and
/// additions are rounded one by one, so that the bits do not depend on the width of the processor's vectors.
/// </summary>
internal static class AdaptiveStep
{
    /// <summary>The vectors that they keep: the first and the second moment.</summary>
    public static IReadOnlyList<string> State { get; } = ["m", "v"];

    // Three rows of it stay in a core's first cache.
    private const int Strip = 2048;

    /// <summary>Adds squares to the second moment.</summary>
    /// <param name="second">v; changed.</param>
    /// <param name="squares">Δ²; may be changed.</param>
    public delegate void Accumulation<T>(Span<T> second, Span<T> squares);

    /// <summary>Takes a step.</summary>
    /// <param name="parameters">x; changed.</param>
    /// <param name="aggregate">Δ.</param>
    /// <param name="state">m and v; changed.</param>
    /// <param name="rate">η.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="tau">τ.</param>
    /// <param name="accumulate">How v takes up the squares of a strip.</param>
    public static void Run<T>(
        Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, double rate, double beta1, double tau, Accumulation<T> accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = new T[Math.Min(Strip, parameters.Length)];
        for (var begin = 0; begin < parameters.Length; begin += Strip)
        {
            var length = Math.Min(Strip, parameters.Length - begin);
            var x = parameters.Slice(begin, length);
            var delta = aggregate.Slice(begin, length);
            var m = state[0].Span.Slice(begin, length);
            var v = state[1].Span.Slice(begin, length);
            var some = scratch.AsSpan(0, length);

            TensorPrimitives.Multiply(m, T.CreateChecked(beta1), m);
            TensorPrimitives.Multiply(delta, T.CreateChecked(1 - beta1), some);
            TensorPrimitives.Add(m, some, m);

            TensorPrimitives.Multiply(delta, delta, some);
            accumulate(v, some);

            TensorPrimitives.Sqrt(v, some);
            TensorPrimitives.Add(some, T.CreateChecked(tau), some);
            TensorPrimitives.Divide(m, some, some);
            TensorPrimitives.Multiply(some, T.CreateChecked(rate), some);
            TensorPrimitives.Add(x, some, x);
        }
    }

    /// <summary>v ← β₂·v + (1 − β₂)·Δ², as Adam has it.</summary>
    /// <param name="beta2">β₂.</param>
    public static Accumulation<T> Averaging<T>(double beta2)
        where T : unmanaged, IFloatingPointIeee754<T> => (second, squares) =>
        {
            TensorPrimitives.Multiply(second, T.CreateChecked(beta2), second);
            TensorPrimitives.Multiply(squares, T.CreateChecked(1 - beta2), squares);
            TensorPrimitives.Add(second, squares, second);
        };

    /// <summary>v ← v − (1 − β₂)·Δ²·sign(v − Δ²), as Yogi has it; the sign of 0 is 0.</summary>
    /// <param name="beta2">β₂.</param>
    public static Accumulation<T> Approaching<T>(double beta2)
        where T : unmanaged, IFloatingPointIeee754<T> => (second, squares) =>
        {
            var share = T.CreateChecked(1 - beta2);
            for (var i = 0; i < second.Length; i++)
            {
                var step = share * squares[i];
                second[i] = second[i] > squares[i] ? second[i] - step : second[i] < squares[i] ? second[i] + step : second[i];
            }
        };

    /// <summary>v ← v + Δ², as Adagrad has it.</summary>
    public static void Sum<T>(Span<T> second, Span<T> squares)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(second, squares, second);
}
