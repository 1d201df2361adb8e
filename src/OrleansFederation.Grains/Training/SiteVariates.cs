using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>Brings what clients keep for their local objective into a training, and what comes of it into what they keep for the next.</summary>
internal sealed class SiteVariates(StateVectors states)
{
    /// <summary>How many vectors of the parameters' length a training holds for it at once: the client's own, the common one's file, and what is added to gradients.</summary>
    /// <param name="training">Local training.</param>
    public static int Vectors(TrainingSpec training) => training.Scaffold ? 3 : training.Dynamic is null ? 0 : 2;

    /// <summary>Reads what a training goes on from.</summary>
    /// <param name="order">The task.</param>
    /// <param name="training">Local training.</param>
    /// <param name="plan">The model.</param>
    /// <param name="common">The file of the common variate; null where there is none yet.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>It; null where clients keep nothing for their objective.</returns>
    /// <exception cref="FederationException">FED3070 where what the client kept is lost; FED1030 where the common variate is of another layout.</exception>
    public async Task<ClientVariate?> ReadAsync(TrainingOrder order, TrainingSpec training, ModelPlan plan, SharedParameters.Use? common, CancellationToken cancellationToken)
    {
        if (NameOf(training) is not { } name)
        {
            return null;
        }

        var layout = plan.Moving.Trainable;
        var own = await states.ReadAsync(order, name, layout.Length, cancellationToken);
        var shared = common is null ? default : Safetensors.ViewMemory(layout, await common.ReadAsync(cancellationToken), $"the control variate {order.Control!.Digest}");
        return new(own, shared, training.Scaffold ? ControlVariates.Correction(shared.Span, own) : DynamicRegulariser.Correction(own));
    }

    /// <summary>Keeps what a training leaves, worked out from the update as it was sent: the server works out the same.</summary>
    /// <param name="order">The task.</param>
    /// <param name="training">Local training.</param>
    /// <param name="plan">The model.</param>
    /// <param name="variate">What it went on from; changed.</param>
    /// <param name="rate">What the learning rate was multiplied by.</param>
    /// <param name="result">What training gave.</param>
    /// <param name="update">The digest of the update at the site.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task WriteAsync(
        TrainingOrder order, TrainingSpec training, ModelPlan plan, ClientVariate variate, double rate, TrainingResult result, string update, CancellationToken cancellationToken)
    {
        var (done, perStep) = (0, ControlVariates.PerStep(training, rate, result.LocalSteps));
        foreach (var entry in plan.Layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable))
        {
            var own = variate.Own.AsSpan(done, entry.Length);
            var moved = result.Update.AsSpan(entry.Offset, entry.Length);
            if (training.Dynamic is { } alpha)
            {
                DynamicRegulariser.MoveOwn(own, moved, alpha);
            }
            else
            {
                ControlVariates.MoveOwn(own, variate.Common.IsEmpty ? [] : variate.Common.Span.Slice(done, entry.Length), moved, perStep);
            }

            done += entry.Length;
        }

        await states.WriteAsync(order, NameOf(training)!, update, variate.Own, cancellationToken);
    }

    private static string? NameOf(TrainingSpec training) => training.Scaffold ? ControlVariates.Name : training.Dynamic is null ? null : DynamicRegulariser.Name;
}
