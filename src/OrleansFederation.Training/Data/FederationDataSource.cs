using System.Collections.Concurrent;
using System.Globalization;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>Opens the data of federations at a site: files of IDX, or generated digits, divided as the spec says.</summary>
internal sealed class FederationDataSource : IDataSource
{
    private const long KeptBytes = 256L * 1024 * 1024;
    private const int KeptPartitions = 16;

    private readonly SourceCache _sources = new(KeptBytes);
    private readonly ConcurrentDictionary<PartitionKey, Lazy<int[][]>> _partitions = [];

    /// <inheritdoc/>
    public async Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part, int ordinal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var client = part != DataPart.Central && spec.Clients.Listed is { } listed ? listed[ordinal] : null;
        var data = client?.Data ?? spec.Data ?? throw FederationErrors.MissingKey.Exception("data", "the spec names no data to open");

        // Listed clients that generate their digits each generate their own.
        var seed = client is null ? spec.Seed : (long)SeededRandom.Derive(spec.Seed, "listed-digits", ordinal);
        var (key, source) = await OpenSourceAsync(data, seed, cancellationToken);
        var store = part == DataPart.Train ? source.Train : source.Test;
        if (!InputShapes.Fits(store.Shape, spec.Model.Input))
        {
            throw FederationErrors.ShapeMismatch.Exception("model.input", $"the model takes {LayerShape.Text(spec.Model.Input)}, but the data has examples of shape {LayerShape.Text(store.Shape)}", $"Write input: {LayerShape.Text(store.Shape)}.");
        }

        var members = part == DataPart.Central || client is not null ? null : Members(spec, part, ordinal, key, store);
        return new ImageSet(store, members, data.Normalize, spec.Model.Input);
    }

    private async Task<(string Key, ImageSource Source)> OpenSourceAsync(DataSpec data, long seed, CancellationToken cancellationToken)
    {
        if (data.Format == GeneratedDigits.Format)
        {
            var (train, test) = (data.Train!.Value, data.Test!.Value);
            var digits = string.Create(CultureInfo.InvariantCulture, $"digits {train} {test} {seed}");
            return (digits, await _sources.GetAsync(digits, () => DigitsSource.Generate(train, test, seed), cancellationToken));
        }

        // The files' times and sizes belong to the key: files that were replaced are read again.
        var files = IdxFolder.Find(Expand(data.Path!));
        var key = string.Join('|', files.Select(Identity));
        return (key, await _sources.GetAsync(key, () => IdxFolder.Read(files), cancellationToken));
    }

    private int[]? Members(FederationSpec spec, DataPart part, int ordinal, string source, ImageStore store)
    {
        var (clients, count) = (spec.Clients, spec.Clients.Simulate!.Value);
        if (ordinal < 0 || ordinal >= (clients.Pool ? 1 : count) || clients.Only?.Contains(ordinal) == false)
        {
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, "No client of the federation has this ordinal.");
        }

        PartitionKey key = new(source, part, count, spec.Seed, clients.Partition with { Counts = null }, string.Join(',', clients.Partition.Counts ?? []));
        if (_partitions.Count >= KeptPartitions && !_partitions.ContainsKey(key))
        {
            _partitions.Clear();
        }

        var parts = _partitions.GetOrAdd(key, _ => new(() => Partitioner.Divide(Array.ConvertAll(store.Labels, label => (int)label), clients.Partition, count, spec.Seed, part))).Value;

        // Pooled, the parts are joined in the order of the whole set; under counts that is not all of it.
        return clients.Pool ? [.. parts.SelectMany(own => own).Order()] : parts[ordinal];
    }

    private static string Expand(string path) => Path.GetFullPath(PathVariables.Expand(path, name =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw FederationErrors.VariableNotSet.Exception(path, $"the environment has no variable {name}", name == "FED_DATA" ? null : $"Set {name} to the folder that holds the data.")));

    private static string Identity(string path)
    {
        FileInfo file = new(path);
        return string.Create(CultureInfo.InvariantCulture, $"{path}:{file.Length}:{file.LastWriteTimeUtc.Ticks}");
    }

    private sealed record PartitionKey(string Source, DataPart Part, int Clients, long Seed, PartitionSpec Partition, string Counts);
}
