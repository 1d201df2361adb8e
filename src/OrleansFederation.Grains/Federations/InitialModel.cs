using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Registry;

namespace OrleansFederation.Federations;

/// <summary>Makes the parameters that a fine-tuned model begins with, of a registered version or of an outside file.</summary>
internal sealed class InitialModel(IArtifactStore artifacts, IRegistryStore registry)
{
    private const string FilePlace = "model.from.safetensors";

    /// <summary>Reads the source, holds every tensor against the model, and stores the parameters.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="from">The source.</param>
    /// <param name="seed">The spec's seed, for what begins at random.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="FederationException">FED1030 for each tensor that does not fit, or a number that is not finite; FED1020 or FED1023 where the file cannot be read; FED5002 or FED2006 where there is no such version or its bytes are gone.</exception>
    public async Task<ArtifactRef> StoreAsync(ModelPlan plan, ModelStart from, long seed, CancellationToken cancellationToken)
    {
        var (place, bytes) = from.Safetensors is { } path
            ? ($"{FilePlace} {path}", await ReadFileAsync(path, cancellationToken))
            : ($"version {from.Model}@{from.Version}", await ReadVersionAsync(from, cancellationToken));
        var values = plan.Initialise(seed);
        Safetensors.Read(bytes, place).ReadInto(plan.Given(), name => from.Fresh.Any(pattern => NamePattern.Covers(pattern, name)), values);
        if (FiniteCheck.Describe(plan.Layout, values) is { } bad)
        {
            throw FederationErrors.SafetensorsMalformed.Exception(place, $"in its numbers {bad}", "Give a file whose numbers are finite.");
        }

        return await artifacts.WriteAsync(Safetensors.Write(plan.Layout, values), cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ReadVersionAsync(ModelStart from, CancellationToken cancellationToken)
    {
        var version = await registry.FindVersionAsync(from.Model!, from.Version, cancellationToken)
            ?? throw FederationErrors.VersionNotFound.Exception("model.from.version", $"'{from.Model}' has no version {from.Version}");
        return await artifacts.ReadAsync(version.Manifest.Parameters, cancellationToken);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var expanded = PathVariables.Expand(path, FilePlace);
        try
        {
            return await File.ReadAllBytesAsync(expanded, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(FilePlace, $"'{path}' cannot be read: {fault.Message}", "Put the file where the coordinator can read it."), fault);
        }
    }
}
