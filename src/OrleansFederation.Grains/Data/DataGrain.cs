using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;

namespace OrleansFederation.Data;

/// <inheritdoc cref="IDataGrain"/>
[StatelessWorker, Reentrant, GrainType("of.data")]
internal sealed class DataGrain(IFederationStore federations, IDataSource data) : Grain, IDataGrain
{
    public async Task<DataExample> GetExampleAsync(string federation, int index, CancellationToken cancellationToken)
    {
        var row = await federations.FindAsync(federation, cancellationToken)
            ?? throw FederationErrors.FederationNotFound.Exception($"federation {federation}", "there is none of this name");
        if (row.Owner != PrincipalContext.Current)
        {
            throw FederationErrors.NotGranted.Exception($"federation {federation}", "only its owner may look at its data", "Give inputs of your own with --input FILE.");
        }

        var examples = await data.OpenAsync(SpecReader.FromCanonical(row.Spec), DataPart.Central, -1, cancellationToken);
        if (index < 0 || index >= examples.Count)
        {
            throw FederationErrors.InputMismatch.Exception($"example {index}", $"the test set has {examples.Count} examples", $"Give a number from 0 to {examples.Count - 1}.");
        }

        var input = new float[examples.InputShape.Aggregate(1, (product, size) => product * size)];
        var target = new float[1];
        examples.ReadInputs([index], input);
        examples.ReadTargets([index], target);
        return new(index, input, examples.InputShape, target[0]);
    }
}
