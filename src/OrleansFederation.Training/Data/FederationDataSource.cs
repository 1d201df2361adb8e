using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;
using OrleansFederation.Randomness;
using OrleansFederation.Tables;

namespace OrleansFederation.Data;

/// <summary>Opens the data of federations at a site: files, or generated digits, split and divided as the spec says.</summary>
internal sealed partial class FederationDataSource : IDataSource
{
    private const long KeptBytes = 256L * 1024 * 1024;
    private const int KeptPartitions = 16;

    private readonly SourceCache _sources = new(KeptBytes);
    private readonly SplitSources _splits;
    private readonly FoldSources _folds;
    private readonly ILogger? _logger;
    private readonly IPlugins _plugins;
    private readonly ConcurrentDictionary<PartitionKey, Lazy<int[][]>> _partitions = [];

    /// <summary>Makes the source.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Told what was dropped, is missing or absent, once for each reading; null for nobody.</param>
    /// <param name="plugins">What makes plugins; null where none may run.</param>
    public FederationDataSource(TimeProvider clock, ILogger<FederationDataSource>? logger = null, IPlugins? plugins = null)
    {
        TableCache tables = new(clock);
        (_splits, _folds, _logger, _plugins) = (new(tables), new(tables, _sources), logger, plugins ?? new NoPlugins());
    }

    /// <inheritdoc/>
    public async Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part, int ordinal, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var rows = spec.Fold is null ? await OpenOwnAsync(spec, part, ordinal, progress, cancellationToken)
            : part != DataPart.Central ? await _folds.OpenAsync(spec, part, ordinal, Noted, progress, cancellationToken)
            : throw FederationErrors.EmptySplit.Exception($"federation {spec.Name}", "a fold of a cross-validation has no central test set", "Ask for an example of the federation itself.");
        return spec.PreprocessingPlugin is { } own ? new TransformedSet(own, _plugins, rows, spec.Model.Input) : rows;
    }

    private async Task<IDataSet> OpenOwnAsync(FederationSpec spec, DataPart part, int ordinal, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var client = part != DataPart.Central && spec.Clients.Listed is { } listed ? listed[ordinal] : null;
        var data = client?.Data ?? spec.Data ?? throw FederationErrors.MissingKey.Exception("data", "the spec names no data to open");
        var (key, source) = await OpenSourceAsync(spec, data, client?.Id, ordinal, progress, cancellationToken);
        var examples = part switch { DataPart.Train => source.Train, DataPart.Validation => source.Validation, _ => source.Test };
        if (examples is null or { Count: 0 })
        {
            throw FederationErrors.EmptySplit.Exception(client is null ? "data.split" : $"the data of client {client.Id}", $"the {Named(part)} part has no examples{(examples is null ? ": the split gives it no share" : "")}");
        }

        var store = examples.Store;
        StoreChecks.Run(spec, data, store);
        var members = part == DataPart.Central || client is not null ? examples.Members : Members(spec, part, ordinal, key, examples);
        return store.Open(members, data.Normalize, StoreChecks.ShapeOf(spec, store));
    }

    private async Task<(string Key, ExampleSource Source)> OpenSourceAsync(FederationSpec spec, DataSpec data, string? client, int ordinal, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        if (data.Format == GeneratedDigits.Format)
        {
            // Listed clients that generate their digits each generate their own.
            var seed = client is null ? spec.Seed : (long)SeededRandom.Derive(spec.Seed, "listed-digits", ordinal);
            var (train, test) = (data.Train!.Value, data.Test!.Value);
            var digits = string.Create(CultureInfo.InvariantCulture, $"digits {train} {test} {seed}");
            return (digits, await _sources.GetAsync(digits, () => ExampleSource.Of(DigitsSource.Generate(train, test, seed)), cancellationToken));
        }

        if (data.Plugin is { } plugin)
        {
            var classes = spec.Model.Loss != LossKind.Mse;
            var own = string.Join('|', [plugin.Digest, plugin.Name, client, .. plugin.Options.Select(option => $"{option.Key}={option.Value}")]);
            return (own, await _sources.GetAsync(own, () => new PluginSource(_plugins).Open(data, spec.Seed, client, classes, cancellationToken), cancellationToken));
        }

        if (data.Format == "idx")
        {
            // The files' times and sizes belong to the key: files that were replaced are read again.
            var files = IdxFolder.Find(SitePaths.Expand(data.Path!));
            var key = string.Join('|', files.Select(TableCache.Identity));
            return (key, await _sources.GetAsync(key, () => ExampleSource.Of(IdxFolder.Read(files)), cancellationToken));
        }

        var split = SplitSources.Key(data, spec.Seed, client);
        return (split, await _sources.GetAsync(split, () => Noted(data, _splits.Open(data, spec.Seed, client, progress, CancellationToken.None)), cancellationToken));
    }

    private int[]? Members(FederationSpec spec, DataPart part, int ordinal, string source, ExamplePart examples)
    {
        var (clients, count) = (spec.Clients, spec.Clients.Simulate!.Value);
        if (ordinal < 0 || ordinal >= (clients.Pool ? 1 : count) || clients.Only?.Contains(ordinal) == false)
        {
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, "No client of the federation has this ordinal.");
        }

        StoreChecks.CheckPartition(spec, examples.Store);
        if (count == 1 && clients.Partition.Kind is (PartitionKind.Iid or PartitionKind.Dirichlet))
        {
            return examples.Members;
        }

        PartitionKey key = new(source, part, count, spec.Seed, clients.Partition with { Counts = null }, string.Join(',', clients.Partition.Counts ?? []));
        if (_partitions.Count >= KeptPartitions && !_partitions.ContainsKey(key))
        {
            _partitions.Clear();
        }

        var parts = _partitions.GetOrAdd(key, _ => new(() => Partitioner.Divide(examples.Labels(), clients.Partition, count, spec.Seed, part))).Value;

        // Pooled, the parts are joined in the order of the whole set; under counts that is not all of it.
        int[] own = clients.Pool ? [.. parts.SelectMany(each => each).Order()] : parts[ordinal];
        return examples.Members is null ? own : Array.ConvertAll(own, examples.Member);
    }

    private ExampleSource Noted(DataSpec data, ExampleSource source)
    {
        if (_logger is not null && source.Train.Store.Summary is { } summary)
        {
            LogRead(_logger, data.Format, summary.Examples, Counts(summary.Dropped), Counts(summary.Missing), string.Join(", ", summary.AbsentClasses()));
        }

        return source;
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Value} {each.Key}")));

    [LoggerMessage(3120, LogLevel.Information, "Data of the format {Format} has {Examples} examples; dropped: [{Dropped}]; missing: [{Missing}]; classes that are absent: [{Absent}]")]
    private static partial void LogRead(ILogger logger, string format, long examples, string dropped, string missing, string absent);

    private static string Named(DataPart part) => part switch { DataPart.Train => "training", DataPart.Validation => "validation", _ => "test" };

    private sealed record PartitionKey(string Source, DataPart Part, int Clients, long Seed, PartitionSpec Partition, string Counts);
}
