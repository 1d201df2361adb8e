using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using OrleansFederation.Clients;
using OrleansFederation.CrossValidation;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Randomness;
using OrleansFederation.Tables;

namespace OrleansFederation.Data;

/// <summary>
/// Opens the data of a fold. A client's examples do not depend on the fold: a listed client has its file, a simulated one its part of all
/// examples. They are dealt into folds; validation takes its share of what is left for training.
/// </summary>
/// <param name="tables">Gives the tables.</param>
/// <param name="sources">Keeps what was read last.</param>
internal sealed class FoldSources(TableCache tables, SourceCache sources)
{
    private const int Kept = 256;

    private readonly ConcurrentDictionary<Key, Lazy<int[]>> _members = [];

    /// <summary>Opens a part of a fold: a client's own, or for training that of all whose data it trains on.</summary>
    /// <param name="spec">The spec of the fold.</param>
    /// <param name="part">Training, validation or test.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    /// <param name="read">Told about every reading.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="FederationException">What <see cref="TableCache.Get"/> reports; FED1005, FED1024, FED1029, FED1034.</exception>
    public async Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part, int ordinal, Func<DataSpec, ExampleSource, ExampleSource> read, CancellationToken cancellationToken)
    {
        List<IDataSet> sets = [];
        foreach (var one in part == DataPart.Test ? [ordinal] : ClientRoster.Sources(spec, ordinal))
        {
            sets.Add(await OpenOneAsync(spec, part, one, read, cancellationToken));
        }

        return sets is [var only] ? only : new JoinedSet(sets);
    }

    private async Task<IDataSet> OpenOneAsync(FederationSpec spec, DataPart part, int ordinal, Func<DataSpec, ExampleSource, ExampleSource> read, CancellationToken cancellationToken)
    {
        var (fold, client) = (spec.Fold!, spec.Clients.Listed?[ordinal]);
        var data = client?.Data ?? spec.Data!;
        var path = SitePaths.Expand(data.Path!);
        var file = $"whole {new TableLayout(data).Key(data.Format == "images" ? ImageFolder.Identity(path) : TableCache.Identity(path))}";
        var source = await sources.GetAsync(file, () => read(data, new(new(tables.Get(path, data, null, CancellationToken.None), null), null, null)), cancellationToken);
        var store = source.Train.Store;
        StoreChecks.Run(spec, data, store);
        var id = client is null ? ordinal : (long)WordIndex.Hash(Encoding.UTF8.GetBytes(client.Id));
        var split = data.Split ?? new();
        Key key = new(file, part, id, fold.Index, fold.Of, fold.Seed, string.Create(CultureInfo.InvariantCulture, $"{split.Train:R} {split.Validation:R}"), client is null ? Simulated(spec) : "");
        if (_members.Count >= Kept && !_members.ContainsKey(key))
        {
            _members.Clear();
        }

        var place = client is null ? $"the data of client {ordinal}" : $"the data of client {client.Id}";
        var members = _members.GetOrAdd(key, _ => new(() => Members(fold, split, part, store, client is null ? PartOf(spec, store, ordinal) : [.. Enumerable.Range(0, store.Count)], id, place))).Value;
        return members.Length > 0
            ? store.Open(members, data.Normalize, StoreChecks.ShapeOf(spec, store))
            : throw FederationErrors.EmptySplit.Exception(place, $"the {part.ToString().ToLowerInvariant()} part of fold {fold.Index + 1} has no examples");
    }

    private static int[] Members(FoldSpec fold, SplitSpec split, DataPart part, IExampleStore store, int[] own, long id, string place)
    {
        var seed = SeededRandom.Derive(fold.Seed, "fold", id);
        var folds = FoldSplit.Deal(own.Length, fold.Of, Label, split.Group is null ? null : i => store.Group(own[i]), seed);
        if (folds.Distinct().Count() < fold.Of)
        {
            // Said by whichever fold comes first, before anything is trained, and not by the one that would be empty.
            throw FederationErrors.EmptySplit.Exception(
                place, $"{own.Length} examples{(split.Group is null ? "" : " in their groups")} cannot be dealt into {fold.Of} folds", "Use fewer folds, or leave the client out.");
        }

        if (part == DataPart.Test)
        {
            return [.. own.Where((_, i) => folds[i] == fold.Index)];
        }

        int[] rest = [.. own.Where((_, i) => folds[i] != fold.Index)];
        if (split.Validation == 0)
        {
            return part == DataPart.Train ? rest : [];
        }

        var share = split.Validation / (split.Train + split.Validation);
        var parts = DataSplit.Divide(
            rest.Length, new() { Train = 1 - share, Validation = share, Test = 0, Stratify = store.HasClasses, Group = split.Group },
            i => store.Label(rest[i]), i => store.Group(rest[i]), _ => 0, SeededRandom.Derive(fold.Seed, "fold-validation", id, fold.Index));
        return Array.ConvertAll(parts[part == DataPart.Train ? 0 : 1], i => rest[i]);

        int Label(int i) => store.HasClasses ? store.Label(own[i]) : 0;
    }

    private static int[] PartOf(FederationSpec spec, IExampleStore store, int ordinal)
    {
        StoreChecks.CheckPartition(spec, store);
        return Partitioner.Divide(new ExamplePart(store, null).Labels(), spec.Clients.Partition, spec.Clients.Simulate!.Value, spec.Seed, DataPart.Train)[ordinal];
    }

    private static string Simulated(FederationSpec spec)
    {
        var (count, partition) = (spec.Clients.Simulate, spec.Clients.Partition);
        return string.Create(CultureInfo.InvariantCulture, $"{count} {spec.Seed} {partition.Kind} {partition.Alpha:R} {partition.ShardsPerClient} {string.Join(',', partition.Counts ?? [])}");
    }

    private sealed record Key(string File, DataPart Part, long Client, int Index, int Of, long Seed, string Shares, string Simulated);
}
