using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;
using OrleansFederation.Schedules;
using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

/// <summary>
/// The model with which a client evaluates where it has one of its own: a version's ONNX file with other numbers, in memory alone. It is the
/// version with what stays at the client, or Ditto's own model, or what so many passes over the client's training part make of the
/// version (as Yu et al. 2020, "Salvaging Federated Learning by Local Adaptation", section 3).
/// </summary>
internal sealed class PersonalModels(IModelTrainer trainer, IModelRunner runner, IModelExporter exporter, IArtifactStore artifacts, PersonalStates states)
{
    private const string FineTune = "finetune";

    /// <summary>How many vectors of the model's length it holds: the version's file, its numbers and those of the new file, and the new file; more where it trains.</summary>
    /// <param name="spec">The spec.</param>
    public static int Vectors(FederationSpec spec) => spec.Personal?.FineTune is null ? 4 : 9;

    /// <summary>Makes the client's model.</summary>
    /// <param name="order">The evaluation.</param>
    /// <param name="spec">The spec, which says how clients come to models of their own.</param>
    /// <param name="open">Opens the client's training part.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The model; null where the client's is the version itself.</returns>
    /// <exception cref="FederationException">FED3070 where what the client kept is lost; what training is refused for.</exception>
    public async Task<LentModel?> MakeAsync(TrainingOrder order, FederationSpec spec, Func<Task<IDataSet>> open, CancellationToken cancellationToken)
    {
        var plan = ModelPlans.Of(spec.Model);
        var own = ClientStates.IsPersonal(spec) ? await states.ReadAsync(order, plan, cancellationToken) : null;
        var examples = spec.Personal?.FineTune is null ? null : await open();
        if (own is null && examples is null or { Count: 0 })
        {
            return null;
        }

        var frame = await OnnxFrames.OfAsync(exporter, artifacts, spec.Model, order.Preprocessing, cancellationToken);
        var values = own is not null && plan.Kept is null ? own : await ReadAsync(order, frame, cancellationToken);
        if (own is not null && plan.Kept is not null)
        {
            plan.Kept.Put(own, values);
        }

        if (examples is { Count: > 0 })
        {
            values = await TuneAsync(order, spec, values, examples, cancellationToken);
        }

        return runner.Lend(frame.Fill(values));
    }

    private async Task<float[]> TuneAsync(TrainingOrder order, FederationSpec spec, float[] values, IDataSet examples, CancellationToken cancellationToken)
    {
        var request = new TrainingRequest(spec, SeededRandom.Derive(spec.Seed, "train", order.Key.Round, order.Ordinal), values, examples)
        {
            Program = spec.Model.Program?.Script is { } script ? await artifacts.ReadAsync(script.Artifact, cancellationToken) : default,
            Rate = RateSchedule.At(spec.Training.Schedule, order.Key.Round, spec.Rounds),
        };
        var tuned = await trainer.TrainAsync(PersonalTraining.Shortened(request, FineTune, spec.Personal!.FineTune!.Value), null, cancellationToken);
        return PersonalTraining.Sum(values, tuned.Update);
    }

    private async Task<float[]> ReadAsync(TrainingOrder order, ParameterFrame frame, CancellationToken cancellationToken) =>
        frame.Read((await artifacts.ReadAsync(order.Model, cancellationToken)).Span)
            ?? throw FederationErrors.ArtifactDamaged.Exception($"ONNX file {order.Model.Digest}", $"it has {order.Model.Length} bytes, not the {frame.Length} of the spec's model");
}
