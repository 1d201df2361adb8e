using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Doctor;

/// <summary>Something to learn in a moment: y = 2x − 1, from four points of it.</summary>
public sealed class TinyTask : IDataSet
{
    private TinyTask()
    {
    }

    /// <summary>A model of one weight and one bias.</summary>
    public static FederationSpec Spec { get; } = new()
    {
        Name = "doctor",
        Model = new ModelSpec("doctor", [1], [new LayerSpec("linear", new Dictionary<string, double> { ["out"] = 1, ["bias"] = 1 })], LossKind.Mse),
        Clients = new ClientsSpec { Simulate = 1 },
        Rounds = 1,
        Training = new TrainingSpec { LearningRate = 0.1, BatchSize = 4, Epochs = 200 },
    };

    /// <summary>The training: 200 steps from the initial parameters.</summary>
    public static TrainingRequest Request => new(Spec, 1, ModelPlan.Create(Spec.Model).Initialise(Spec.Seed), new TinyTask());

    /// <inheritdoc/>
    public int Count => 4;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape { get; } = [1];

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = X(indices[i]);
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            destination[i] = (2 * X(indices[i])) - 1;
        }
    }

    private static float X(int index) => index / 4f;
}
