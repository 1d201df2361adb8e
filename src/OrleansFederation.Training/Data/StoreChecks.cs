using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Data;

/// <summary>Whether a federation's model can take the examples that were read.</summary>
internal static class StoreChecks
{
    /// <summary>Runs the checks.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="data">Where the examples are.</param>
    /// <param name="store">The examples.</param>
    /// <exception cref="FederationException">FED1005, FED1034.</exception>
    public static void Run(FederationSpec spec, DataSpec data, IExampleStore store)
    {
        var isRaw = IsRaw(spec);
        if (isRaw && !InputShapes.Fits(store.Shape, spec.Model.Input))
        {
            throw FederationErrors.ShapeMismatch.Exception("model.input", $"the model takes {LayerShape.Text(spec.Model.Input)}, but the data has examples of shape {LayerShape.Text(store.Shape)}", $"Write input: {LayerShape.Text(store.Shape)}.");
        }

        if (isRaw)
        {
            MissingInputs.Check(data, store.Summary);
        }
    }

    /// <summary>The shape in which a federation reads examples: the model's own, or that of the columns that preprocessing begins with.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="store">The examples.</param>
    public static IReadOnlyList<int> ShapeOf(FederationSpec spec, IExampleStore store) => IsRaw(spec) ? spec.Model.Input : store.Shape;

    /// <summary>Checks that examples can be divided among simulated clients as the spec asks.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="store">The examples.</param>
    /// <exception cref="FederationException">FED1024.</exception>
    public static void CheckPartition(FederationSpec spec, IExampleStore store)
    {
        if (!store.HasClasses && spec.Clients.Partition.Kind is PartitionKind.Dirichlet or PartitionKind.Shards)
        {
            throw FederationErrors.PartitionImpossible.Exception("clients.partition", "the target is a number, so that there are no classes to divide by", "Write partition: iid, or counts.");
        }
    }

    private static bool IsRaw(FederationSpec spec) => spec.PreprocessingPlugin is null && (spec.Preprocessing is null || RawInput.Of(spec).Plane is not null);
}
