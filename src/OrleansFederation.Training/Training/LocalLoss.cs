using OrleansFederation.Data;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>
/// The loss that a client's training minimises: the model's, with smoothed labels (Szegedy et al. 2016, "Rethinking the Inception
/// Architecture", section 7) and with each example weighted by its class, as the spec asks. The weighted loss of a batch is Σ w·l / n: as the
/// weights have the mean 1 over the client's examples, batches of an epoch add up to the whole client's.
/// </summary>
internal sealed class LocalLoss : IDisposable
{
    private readonly LossKind _kind;
    private readonly double _smoothing;
    private readonly torch.Tensor? _weights;
    private readonly Func<torch.Tensor, torch.Tensor, torch.Tensor> _plain;

    /// <summary>Makes the loss.</summary>
    /// <param name="plan">The model worked out.</param>
    /// <param name="request">The training; its data's classes are counted where the spec balances them.</param>
    /// <param name="plugins">What makes a plugin's loss.</param>
    public LocalLoss(ModelPlan plan, TrainingRequest request, IPlugins plugins)
    {
        (_kind, _smoothing, _plain) = (plan.Spec.Loss, request.Spec.Training.LabelSmoothing, Losses.Of(plan.Spec, plugins));
        if (request.Spec.Training.ClassBalance is { } beta)
        {
            var weights = EffectiveNumbers.Weights(beta, Count(request.Data, _kind == LossKind.Bce ? 2 : plan.Output[0]));
            _weights = torch.tensor(weights.Select(weight => (float)weight).ToArray()).DetachFromDisposeScope();
        }
    }

    /// <summary>Computes the loss of a batch.</summary>
    /// <param name="output">The model's outputs.</param>
    /// <param name="target">One target an example.</param>
    /// <returns>A scalar.</returns>
    public torch.Tensor Of(torch.Tensor output, torch.Tensor target) => _weights is null
        ? _smoothing == 0 ? _plain(output, target) : torch.nn.functional.cross_entropy(output, target, label_smoothing: _smoothing)
        : (Single(output, target) * _weights.index_select(0, target.to(torch.int64))).mean();

    /// <inheritdoc/>
    public void Dispose() => _weights?.Dispose();

    private torch.Tensor Single(torch.Tensor output, torch.Tensor target) => _kind == LossKind.Bce
        ? torch.nn.functional.binary_cross_entropy_with_logits(output.flatten(), target, reduction: torch.nn.Reduction.None)
        : torch.nn.functional.cross_entropy(output, target, reduction: torch.nn.Reduction.None, label_smoothing: _smoothing);

    private static long[] Count(IDataSet data, int classes)
    {
        var counts = new long[classes];
        TargetBlocks.Read<object>(data, (_, targets) =>
        {
            foreach (var target in targets)
            {
                counts[(int)target]++;
            }

            return null;
        });
        return counts;
    }
}
