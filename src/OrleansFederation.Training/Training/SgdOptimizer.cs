using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansFederation.Training;

/// <summary>
/// Stochastic gradient descent as PyTorch has it: d = g + λθ; with momentum μ, b ← μb + d (no dampening) and d = b, or d = d + μb
/// with Nesterov's; θ ← θ − ηd.
/// </summary>
internal sealed class SgdOptimizer(TrainingSpec training, int length) : ILocalOptimizer
{
    private readonly NativeFloats? _momentum = training.Momentum > 0 ? new(length) : null;
    private readonly float _rate = (float)training.LearningRate;
    private readonly float _decay = (float)training.WeightDecay;
    private readonly float _keep = (float)training.Momentum;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public void Step(int offset, Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        gradient = gradient[..parameters.Length];
        if (_momentum is null)
        {
            Plain(parameters, gradient);
        }
        else
        {
            WithMomentum(parameters, gradient, _momentum.Span.Slice(offset, parameters.Length));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _momentum?.Dispose();

    private void Plain(Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        var ps = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var gs = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        for (var i = 0; i < ps.Length; i++)
        {
            ps[i] -= (gs[i] + ps[i] * _decay) * _rate;
        }

        for (var i = ps.Length * Vector<float>.Count; i < parameters.Length; i++)
        {
            parameters[i] -= (gradient[i] + parameters[i] * _decay) * _rate;
        }
    }

    private void WithMomentum(Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> momentum)
    {
        var ps = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var gs = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var bs = MemoryMarshal.Cast<float, Vector<float>>(momentum);
        for (var i = 0; i < ps.Length; i++)
        {
            var step = gs[i] + ps[i] * _decay;
            var kept = bs[i] = bs[i] * _keep + step;
            ps[i] -= (training.Nesterov ? step + kept * _keep : kept) * _rate;
        }

        for (var i = ps.Length * Vector<float>.Count; i < parameters.Length; i++)
        {
            var step = gradient[i] + parameters[i] * _decay;
            var kept = momentum[i] = momentum[i] * _keep + step;
            parameters[i] -= (training.Nesterov ? step + kept * _keep : kept) * _rate;
        }
    }
}
