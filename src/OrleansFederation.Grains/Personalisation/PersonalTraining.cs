using System.Numerics.Tensors;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;
using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

/// <summary>
/// A client's training where a part of the model, or a second model, is its own.
/// <list type="bullet">
/// <item>What stays at the client goes on from what it kept and is trained with the rest (FedBN: Li et al. 2021, "FedBN"; FedPer: Arivazhagan
/// et al. 2019, "Federated Learning with Personalization Layers"), or before it, each with the other held fast (FedRep: Collins et al. 2021,
/// "Exploiting Shared Representations for Personalized Federated Learning", algorithm 1).</item>
/// <item>Ditto (Li et al. 2021, "Ditto: Fair and Robust Federated Learning Through Personalization", algorithm 1): beside the shared model,
/// whose update alone is sent, the client trains a model v of its own on f(v) + λ/2·‖v − w‖², where w are the parameters that the round began
/// with.</item>
/// </list>
/// All of it follows from the request, the round and the client, so that a training that is done again gives the same.
/// </summary>
internal sealed class PersonalTraining(IModelTrainer trainer, PersonalStates states)
{
    private const string Head = "head";
    private const string Ditto = "ditto";

    /// <summary>How many vectors of the model's length a training holds beside those of any other.</summary>
    /// <param name="spec">The spec.</param>
    public static int Vectors(FederationSpec spec) =>
        spec.Personal?.Ditto is not null ? 3
        : spec.Model.Kept.Count == 0 ? 0
        : spec.Personal?.HeadEpochs is null ? 2 : 4;

    /// <summary>Of how many trainings a client's training in a round is made.</summary>
    /// <param name="spec">The spec.</param>
    public static int Parts(FederationSpec spec) => spec.Personal is { Ditto: not null } or { HeadEpochs: not null } ? 2 : 1;

    /// <summary>Reads what the client kept.</summary>
    /// <param name="order">The task.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="shared">The parameters that the round begins with.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The parameters that this client's training begins with, and, for Ditto, those that its own model's does; null where all is shared.</returns>
    /// <exception cref="Errors.FederationException">FED3070 where it is lost.</exception>
    public async Task<(ReadOnlyMemory<float> Start, ReadOnlyMemory<float> Own)> BeginAsync(TrainingOrder order, FederationSpec spec, ReadOnlyMemory<float> shared, CancellationToken cancellationToken)
    {
        if (!ClientStates.IsPersonal(spec))
        {
            return (shared, default);
        }

        var plan = ModelPlans.Of(spec.Model);
        return await states.ReadAsync(order, plan, cancellationToken) is not { } own ? (shared, shared)
            : plan.Kept is null ? (shared, own)
            : (Whole(plan, shared.Span, own), default);
    }

    /// <summary>Trains the shared model and what stays at the client.</summary>
    /// <param name="request">The training.</param>
    /// <param name="parts">Told about it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The result, of all parameters; its loss and steps are those of what is sent.</returns>
    public async Task<TrainingResult> TrainAsync(TrainingRequest request, PartProgress parts, CancellationToken cancellationToken)
    {
        if (request.Spec.Personal?.HeadEpochs is not { } epochs)
        {
            return await trainer.TrainAsync(request, parts.Next(), cancellationToken);
        }

        var plan = ModelPlans.Of(request.Spec.Model);
        var kept = plan.Kept!.Layout.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var head = await trainer.TrainAsync(Shortened(request, Head, epochs) with { Trains = kept.Contains, Proximal = 0 }, parts.Next(), cancellationToken);
        var between = Sum(request.Parameters.Span, head.Update);
        var body = await trainer.TrainAsync(request with { Parameters = between, WantsInitialLoss = false, Trains = name => !kept.Contains(name) }, parts.Next(), cancellationToken);
        var update = head.Update;
        TensorPrimitives.Add(update, body.Update, update);
        return body with { Update = update, Norm = Math.Sqrt(SquaredNorm.Of(plan.Moving.Of(update))), InitialLoss = head.InitialLoss, StartedAt = head.StartedAt, Seconds = head.Seconds + body.Seconds };
    }

    /// <summary>Gives what the client keeps after its training; for Ditto by training its own model now.</summary>
    /// <param name="request">The training of the shared model.</param>
    /// <param name="result">What it gave, before anything is made of it for sending.</param>
    /// <param name="own">Where the client's own model goes on from, for Ditto.</param>
    /// <param name="parts">Told about it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What it keeps, and the seconds that it took; null where all is shared.</returns>
    public async Task<(float[] Own, double Seconds)?> FinishAsync(
        TrainingRequest request, TrainingResult result, ReadOnlyMemory<float> own, PartProgress parts, CancellationToken cancellationToken)
    {
        if (ModelPlans.Of(request.Spec.Model).Kept is { } kept)
        {
            return (kept.Of(Sum(request.Parameters.Span, result.Update)), 0);
        }

        if (request.Spec.Personal is not { Ditto: { } lambda } personal)
        {
            return null;
        }

        var training = (personal.Epochs is { } epochs ? Shortened(request, Ditto, epochs) : request with { Seed = Seed(request, Ditto) }) with
        {
            Parameters = own,
            Anchor = request.Parameters,
            Proximal = lambda,
            WantsInitialLoss = false,
        };
        var trained = await trainer.TrainAsync(training, parts.Next(), cancellationToken);
        return (Sum(own.Span, trained.Update), trained.Seconds);
    }

    /// <summary>Puts what a client keeps into the shared parameters.</summary>
    /// <param name="plan">The model, of which something stays at the clients.</param>
    /// <param name="shared">The shared parameters.</param>
    /// <param name="own">What the client keeps.</param>
    public static float[] Whole(ModelPlan plan, ReadOnlySpan<float> shared, ReadOnlySpan<float> own)
    {
        var whole = shared.ToArray();
        plan.Kept!.Put(own, whole);
        return whole;
    }

    /// <summary>Gives a training of so many passes, with seeds of its own.</summary>
    /// <param name="request">The training.</param>
    /// <param name="purpose">What sets its seeds apart.</param>
    /// <param name="epochs">The passes.</param>
    public static TrainingRequest Shortened(TrainingRequest request, string purpose, int epochs) => request with
    {
        Spec = request.Spec with { Training = request.Spec.Training with { Epochs = epochs, Steps = null } },
        Seed = Seed(request, purpose),
    };

    /// <summary>Gives the parameters that a training ended with.</summary>
    /// <param name="start">Those that it began with.</param>
    /// <param name="update">Its update.</param>
    public static float[] Sum(ReadOnlySpan<float> start, ReadOnlySpan<float> update)
    {
        var sum = new float[update.Length];
        TensorPrimitives.Add(start, update, sum);
        return sum;
    }

    private static ulong Seed(TrainingRequest request, string purpose) => SeededRandom.Derive(unchecked((long)request.Seed), purpose);
}
