using System.Globalization;
using System.Text;
using OrleansFederation.Errors;
using OrleansFederation.Randomness;
using OrleansFederation.Tables;

namespace OrleansFederation.Data;

/// <summary>Opens files that do not say themselves what is for training and what for the test, and divides them.</summary>
/// <param name="tables">Gives the tables.</param>
internal sealed class SplitSources(TableCache tables)
{
    private static readonly SplitSpec Standard = new();

    /// <summary>What tells one division from others.</summary>
    /// <param name="data">Where the data is and how it is split.</param>
    /// <param name="seed">The federation's seed.</param>
    /// <param name="client">The client's id; null for data that simulated clients share.</param>
    /// <exception cref="FederationException">FED1020, FED1023.</exception>
    public static string Key(DataSpec data, long seed, string? client)
    {
        var split = data.Split ?? Standard;
        var files = Files(data).Select(path => data.Format == "images" ? ImageFolder.Identity(path) : TableCache.Identity(path));
        return string.Create(CultureInfo.InvariantCulture, $"{new TableLayout(data).Key(string.Join('|', files))} {seed} {client} {split.Train:R} {split.Validation:R} {split.Test:R} {split.Stratify}");
    }

    /// <summary>Opens and divides.</summary>
    /// <param name="data">Where the data is and how it is split.</param>
    /// <param name="seed">The federation's seed.</param>
    /// <param name="client">The client's id; null for data that simulated clients share.</param>
    /// <param name="progress">Told about a first reading; may be null.</param>
    /// <param name="cancellationToken">Ends a first reading.</param>
    /// <exception cref="FederationException">What <see cref="TableCache.Get"/> reports; FED1032.</exception>
    public ExampleSource Open(DataSpec data, long seed, string? client, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var split = data.Split ?? Standard;
        if (split.Files is { } files)
        {
            var source = new ExampleSource(Part(files.Train)!, Part(files.Validation), Part(files.Test));
            if (split.Group is not null)
            {
                CheckGroups(source, files);
            }

            return source;
        }

        var store = tables.Get(SitePaths.Expand(data.Path!), data, progress, cancellationToken);
        var id = client is null ? 0 : (long)WordIndex.Hash(Encoding.UTF8.GetBytes(client));
        var parts = DataSplit.Divide(store.Count, split, store.Label, store.Group, store.Time, SeededRandom.Derive(seed, "split", id));
        return new(new(store, parts[0]), split.Validation > 0 ? new(store, parts[1]) : null, split.Test > 0 ? new(store, parts[2]) : null);

        ExamplePart? Part(string? path) => path is null ? null : new(tables.Get(SitePaths.Expand(path), data, progress, cancellationToken), null);
    }

    private static IEnumerable<string> Files(DataSpec data) =>
        (data.Split?.Files is { } files ? new[] { files.Train, files.Validation, files.Test } : [data.Path]).OfType<string>().Select(SitePaths.Expand);

    private static void CheckGroups(ExampleSource source, SplitFiles files)
    {
        var parts = new[] { (files.Train, source.Train), (files.Validation!, source.Validation), (files.Test!, source.Test) }.Where(each => each.Item2 is not null).ToList();
        List<Problem> problems = [];
        Dictionary<ulong, int> owner = [];
        for (var part = 0; part < parts.Count; part++)
        {
            var (path, examples) = parts[part];
            Dictionary<int, (int Rows, int First)> doubled = [];
            for (var i = 0; i < examples!.Count; i++)
            {
                var group = examples.Store.Group(i);
                if (!owner.TryAdd(group, part) && owner[group] is var other && other != part)
                {
                    doubled[other] = doubled.TryGetValue(other, out var seen) ? (seen.Rows + 1, seen.First) : (1, i);
                }
            }

            problems.AddRange(doubled.Select(each => FederationErrors.GroupInTwoParts.At(path, $"{each.Value.Rows} rows, the first the {each.Value.First + 1}., belong to groups that are in {parts[each.Key].Item1} too")));
        }

        if (problems.Count > 0)
        {
            throw new FederationException([.. problems]);
        }
    }
}
