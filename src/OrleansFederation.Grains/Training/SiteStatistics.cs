using System.Collections.Concurrent;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Training;

/// <summary>A site's part in preprocessing: what is known of its columns, before the first round, and rows as the model takes them, afterwards.</summary>
internal sealed class SiteStatistics(IDataSource data, IArtifactStore artifacts, IUpdateStore updates, TimeProvider clock)
{
    private const int RowsAtOnce = 4096;
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<string, FittedPreprocessing> _fitted = new(StringComparer.Ordinal);

    /// <summary>Gathers the statistics of the training parts of the site's clients, merged in ordinal order, and keeps the file at the site until the coordinator has read it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<TaskReport> GatherAsync(TrainingOrder order, FederationSpec spec, CancellationToken cancellationToken)
    {
        var (started, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var columns = RawColumns.Of(spec);
        var all = new DataStatistics(columns);
        foreach (var client in ClientRoster.Of(spec).Where(client => client.Site == order.Site))
        {
            var rows = await data.OpenAsync(spec, DataPart.Train, client.Ordinal, cancellationToken);
            all.Merge(await Task.Run(() => Of(columns, rows, cancellationToken), cancellationToken));
        }

        return new()
        {
            Key = order.Key,
            Site = order.Site,
            Update = await updates.WriteAsync(order.Site, order.Key, all.Write(), cancellationToken),
            Examples = all.Rows,
            StartedAt = started,
            Seconds = clock.GetElapsedTime(began).TotalSeconds,
        };
    }

    /// <summary>Gives rows as the model takes them.</summary>
    /// <param name="rows">Rows as they are.</param>
    /// <param name="preprocessing">The fitted preprocessing; null where there is none.</param>
    /// <param name="cancellationToken">Cancels its reading.</param>
    public async Task<IDataSet> ApplyAsync(IDataSet rows, ArtifactRef? preprocessing, CancellationToken cancellationToken)
    {
        if (preprocessing is null)
        {
            return rows;
        }

        if (!_fitted.TryGetValue(preprocessing.Digest, out var fitted))
        {
            fitted = await FittedPreprocessing.ReadAsync(artifacts, preprocessing, cancellationToken);
            if (_fitted.Count >= MostKept)
            {
                _fitted.Clear();
            }

            _fitted[preprocessing.Digest] = fitted;
        }

        return new PreprocessedSet(rows, fitted);
    }

    private static DataStatistics Of(IReadOnlyList<RawColumn> columns, IDataSet rows, CancellationToken cancellationToken)
    {
        var statistics = new DataStatistics(columns);
        var (indices, values) = (new int[Math.Min(RowsAtOnce, rows.Count)], new float[Math.Min(RowsAtOnce, rows.Count) * columns.Count]);
        for (var done = 0; done < rows.Count; done += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var some = indices.AsSpan(0, Math.Min(RowsAtOnce, rows.Count - done));
            for (var i = 0; i < some.Length; i++)
            {
                some[i] = done + i;
            }

            var read = values.AsSpan(0, some.Length * columns.Count);
            rows.ReadInputs(some, read);
            statistics.Add(read);
        }

        return statistics;
    }
}
