using OrleansFederation.Data;
using OrleansFederation.Modeling;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>The loss of a model before it is trained: a pass over the client's examples, in their order, without gradients and without dropout.</summary>
internal static class InitialLoss
{
    /// <summary>Computes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="data">The client's training part.</param>
    /// <param name="size">Examples a batch.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    /// <returns>The mean over the examples.</returns>
    public static double Of(TorchModel model, LocalLoss loss, IDataSet data, int size, CancellationToken cancellationToken)
    {
        using var without = torch.no_grad();
        size = Math.Min(size, data.Count);
        using var batches = new BatchReader(data, model.Plan.Spec.Loss, size);
        var indices = new int[size];
        var sum = 0.0;
        for (var begin = 0; begin < data.Count; begin += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var some = indices.AsSpan(0, Math.Min(size, data.Count - begin));
            for (var i = 0; i < some.Length; i++)
            {
                some[i] = begin + i;
            }

            var (inputs, targets) = batches.Read(some);
            sum += (double)loss.Of(model.Forward(inputs, ForwardPass.Evaluation), targets).item<float>() * some.Length;
        }

        return sum / data.Count;
    }
}
