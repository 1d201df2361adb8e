using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Training;

/// <summary>One client's local training in one round.</summary>
/// <param name="Spec">The federation's spec: model and training follow from it.</param>
/// <param name="Seed">The seed from which shuffling and dropout follow.</param>
/// <param name="Parameters">The parameters to start from, in the model's layout; not written to.</param>
/// <param name="Data">The client's training part.</param>
public sealed record TrainingRequest(FederationSpec Spec, ulong Seed, ReadOnlyMemory<float> Parameters, IDataSet Data)
{
    /// <summary>The TorchScript file of a model that is a program; empty for one of layers.</summary>
    public ReadOnlyMemory<byte> Program { get; init; }

    /// <summary>The most steps, 1 or more; null where the spec's own are done.</summary>
    public long? Steps { get; init; }

    /// <summary>What the spec's learning rate is multiplied by in this round, 0 or more.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>μ of the proximal term in this round, 0 or more; 0 for none.</summary>
    public double Proximal { get; init; }

    /// <summary>What is added to the gradient of each step, over the trainable parameters in the order of the layout; empty for nothing.</summary>
    public ReadOnlyMemory<float> Correction { get; init; }

    /// <summary>The parameters that the proximal term pulls to, in the model's layout; those to start from where it is not given.</summary>
    public ReadOnlyMemory<float> Anchor { get => field.IsEmpty ? Parameters : field; init; }

    /// <summary>Tells by its name whether a parameter is changed by gradients; all that are trained where it is null. Running statistics move all the same.</summary>
    public Func<string, bool>? Trains { get; init; }

    /// <summary>Whether the loss of the parameters to start from is asked for.</summary>
    public bool WantsInitialLoss { get; init; }
}
