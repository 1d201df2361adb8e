using System.Collections.Concurrent;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Training;

/// <summary>A site's part in preprocessing: what is known of its columns, before the first round, and rows as the model takes them, afterwards.</summary>
internal sealed class SiteStatistics(IDataSource data, IArtifactStore artifacts, IUpdateStore updates, TimeProvider clock)
{
    private const int NumbersAtOnce = 1 << 18;
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<string, Preprocessors> _fitted = new(StringComparer.Ordinal);

    /// <summary>Gathers the statistics of the training parts of one client, or of the site's clients merged in ordinal order, and keeps the file at the site until the coordinator has read it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="progress">Told about the first reading of data.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<TaskReport> GatherAsync(TrainingOrder order, FederationSpec spec, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        var (started, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var input = RawInput.Of(spec);
        var all = new DataStatistics(input);
        foreach (var client in ClientRoster.Of(spec).Where(client => client.Site == order.Site && (order.Ordinal < 0 || order.Ordinal == client.Ordinal)))
        {
            var rows = await data.OpenAsync(spec, DataPart.Train, client.Ordinal, new ReadingProgress(client.Id, progress, clock), cancellationToken);
            all.Merge(await Task.Run(() => Gathered(input, rows, cancellationToken), cancellationToken));
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
    /// <param name="preprocessing">What was fitted; null where there is none.</param>
    /// <param name="client">Whose rows they are.</param>
    /// <param name="cancellationToken">Cancels its reading.</param>
    /// <exception cref="FederationException">FED1070 where each client has preprocessing of its own, and this one none.</exception>
    public async Task<IDataSet> ApplyAsync(IDataSet rows, ArtifactRef? preprocessing, string client, CancellationToken cancellationToken) =>
        preprocessing is null ? rows : new PreprocessedSet(rows, Of(await ReadAsync(preprocessing, cancellationToken), client));

    /// <summary>Gives rows as a version's ONNX graph takes them: as they are, or, where each client has preprocessing of its own, as the model takes them.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public async Task<IDataSet> ForGraphAsync(IDataSet rows, ArtifactRef? preprocessing, string client, CancellationToken cancellationToken) =>
        preprocessing is not null && await ReadAsync(preprocessing, cancellationToken) is { Common: null } own ? new PreprocessedSet(rows, Of(own, client)) : rows;

    private static FittedPreprocessing Of(Preprocessors fitted, string client) =>
        fitted.Of(client) ?? throw FederationErrors.StatisticsMalformed.Exception($"client {client}", "each client has preprocessing of its own, and none was fitted for this one");

    private async Task<Preprocessors> ReadAsync(ArtifactRef preprocessing, CancellationToken cancellationToken)
    {
        if (!_fitted.TryGetValue(preprocessing.Digest, out var fitted))
        {
            fitted = await Preprocessors.ReadAsync(artifacts, preprocessing, cancellationToken);
            if (_fitted.Count >= MostKept)
            {
                _fitted.Clear();
            }

            _fitted[preprocessing.Digest] = fitted;
        }

        return fitted;
    }

    private static DataStatistics Gathered(RawInput input, IDataSet rows, CancellationToken cancellationToken)
    {
        var statistics = new DataStatistics(input);
        var width = input.Columns.Count * (input.Plane ?? 1);
        var atOnce = Math.Clamp(NumbersAtOnce / width, 1, Math.Max(1, rows.Count));
        var (indices, values) = (new int[atOnce], new float[atOnce * width]);
        for (var done = 0; done < rows.Count; done += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var some = indices.AsSpan(0, Math.Min(atOnce, rows.Count - done));
            for (var i = 0; i < some.Length; i++)
            {
                some[i] = done + i;
            }

            var read = values.AsSpan(0, some.Length * width);
            rows.ReadInputs(some, read);
            statistics.Add(read);
        }

        return statistics;
    }
}
