using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Placement;

namespace OrleansFederation.Data;

/// <inheritdoc cref="IDataGrain"/>
[StatelessWorker, Reentrant, SitePlacement, GrainType("of.data")]
internal sealed class DataGrain(IDataSource data) : Grain, IDataGrain
{
    public async Task<DataExample> GetExampleAsync(SpecDocument spec, int index, CancellationToken cancellationToken)
    {
        var examples = await data.OpenAsync(SpecReader.FromCanonical(spec), DataPart.Central, -1, cancellationToken);
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
