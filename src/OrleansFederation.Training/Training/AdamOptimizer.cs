using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansFederation.Training;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) and AdamW (Loshchilov and Hutter 2019, algorithm 2, with PyTorch's ηλ): m ← β₁m + (1 − β₁)g,
/// v ← β₂v + (1 − β₂)g², θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε). Weight decay is added to the gradient, or, decoupled, shrinks θ by ηλ first.
/// </summary>
internal sealed class AdamOptimizer(TrainingSpec training, int length, bool decoupled) : ILocalOptimizer
{
    private const float Epsilon = 1e-8f;

    private readonly NativeFloats _first = new(length);
    private readonly NativeFloats _second = new(length);
    private readonly float _keepFirst = (float)training.Beta1;
    private readonly float _takeFirst = (float)(1 - training.Beta1);
    private readonly float _keepSecond = (float)training.Beta2;
    private readonly float _takeSecond = (float)(1 - training.Beta2);
    private readonly float _addDecay = decoupled ? 0 : (float)training.WeightDecay;
    private readonly float _shrink = decoupled ? (float)(1 - training.LearningRate * training.WeightDecay) : 1;
    private int _steps;
    private float _rate;
    private float _correction;

    /// <inheritdoc/>
    public void Begin()
    {
        _steps++;
        _rate = (float)(training.LearningRate / (1 - Math.Pow(training.Beta1, _steps)));
        _correction = (float)Math.Sqrt(1 - Math.Pow(training.Beta2, _steps));
    }

    /// <inheritdoc/>
    public void Step(int offset, Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        gradient = gradient[..parameters.Length];
        var first = _first.Span.Slice(offset, parameters.Length);
        var second = _second.Span.Slice(offset, parameters.Length);
        var ps = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var gs = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var ms = MemoryMarshal.Cast<float, Vector<float>>(first);
        var vs = MemoryMarshal.Cast<float, Vector<float>>(second);
        var (epsilon, correction) = (new Vector<float>(Epsilon), new Vector<float>(_correction));
        for (var i = 0; i < ps.Length; i++)
        {
            var p = ps[i] * _shrink;
            var g = gs[i] + p * _addDecay;
            var m = ms[i] = ms[i] * _keepFirst + g * _takeFirst;
            var v = vs[i] = vs[i] * _keepSecond + g * g * _takeSecond;
            ps[i] = p - m / (Vector.SquareRoot(v) / correction + epsilon) * _rate;
        }

        for (var i = ps.Length * Vector<float>.Count; i < parameters.Length; i++)
        {
            var p = parameters[i] * _shrink;
            var g = gradient[i] + p * _addDecay;
            var m = first[i] = first[i] * _keepFirst + g * _takeFirst;
            var v = second[i] = second[i] * _keepSecond + g * g * _takeSecond;
            parameters[i] = p - m / (MathF.Sqrt(v) / _correction + Epsilon) * _rate;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
