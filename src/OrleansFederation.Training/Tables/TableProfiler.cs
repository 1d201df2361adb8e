using System.Globalization;
using System.Text;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using Parquet;

namespace OrleansFederation.Tables;

/// <summary>Tells what files hold.</summary>
/// <param name="clock">The clock.</param>
internal sealed class TableProfiler(TimeProvider clock) : IDataProfiler
{
    private const int ReportEvery = 65_536;
    private const int MostColumns = 100_000;

    /// <inheritdoc/>
    public DataProfile Describe(string path, DataSpec? declared, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            return ImageProfile.Describe(path, cancellationToken);
        }

        TableCache.Identity(path);
        return (declared?.Format ?? FormatOf(path)) switch
        {
            "parquet" => DescribeParquetAsync(path, declared, progress, cancellationToken).GetAwaiter().GetResult(),
            "npy" => DescribeArrays(path, declared, progress, cancellationToken),
            _ => DescribeCsv(path, declared, progress, cancellationToken),
        };
    }

    /// <inheritdoc/>
    public PartCounts Open(DataSpec data, long seed, string? client, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var source = new SplitSources(new TableCache(clock)).Open(data, seed, client, progress, cancellationToken);
        return new(source.Train.Count, source.Validation?.Count ?? 0, source.Test?.Count ?? 0, source.Train.Store.Summary);
    }

    private static string FormatOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch { ".parquet" => "parquet", ".npy" or ".npz" => "npy", _ => "csv" };
    }

    private static DataProfile DescribeCsv(string path, DataSpec? declared, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var data = declared ?? CsvSniffer.Guess(path);
        try
        {
            return DescribeCsv(path, data, declared, progress, cancellationToken);
        }
        catch (FederationException fault) when (declared is null && data.Encoding == "utf-8" && fault.Code == FederationErrors.EncodingMismatch.Code)
        {
            return DescribeCsv(path, data with { Encoding = "latin1" }, null, progress, cancellationToken);
        }
    }

    private static DataProfile DescribeCsv(string path, DataSpec data, DataSpec? declared, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        using var csv = CsvTable.Open(path, data, out var file);
        var (encoding, total, more) = (new TableLayout(data).Encoding, file.Length, csv.Read());
        var count = more ? csv.Count : 0;
        string[] names = more && data.Header
            ? [.. Enumerable.Range(0, count).Select(i => encoding.GetString(csv[i]).Trim())]
            : [.. Enumerable.Range(0, count).Select(i => i < data.Columns?.Count ? data.Columns[i].Name : string.Create(CultureInfo.InvariantCulture, $"c{i + 1}"))];
        ColumnTally[] tallies = [.. names.Select(name => new ColumnTally(name, Markers(declared, name), encoding))];
        ProblemList problems = new();
        var rows = 0L;
        for (more = more && (!data.Header || csv.Read()); more; more = csv.Read())
        {
            if (csv.Count != count)
            {
                problems.Add(FederationErrors.RaggedRecord.At($"{path}, line {csv.Line}", $"the record has {csv.Count} fields, the {(data.Header ? "header" : "first record")} {count}"));
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                tallies[i].Add(csv[i]);
            }

            if (++rows % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new(file.Position, total, rows));
            }
        }

        problems.Throw();
        return Profile(data, declared, path, rows, csv.EmptyLines, tallies);
    }

    private static async Task<DataProfile> DescribeParquetAsync(string path, DataSpec? declared, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(path, null, cancellationToken);
            var fields = reader.Schema.DataFields.Where(field => field.Path.Length == 1 && !field.IsArray).ToList();
            ColumnTally[] tallies = [.. fields.Select(field => new ColumnTally(field.Name, Markers(declared, field.Name), Encoding.UTF8))];
            var rows = 0L;
            for (var index = 0; index < reader.RowGroupCount; index++)
            {
                using var group = reader.OpenRowGroupReader(index);
                var count = checked((int)group.RowCount);
                foreach (var (at, field) in fields.Index())
                {
                    var column = await ParquetColumn.ReadAsync(group, field, count, path, cancellationToken);
                    for (var i = 0; i < count; i++)
                    {
                        Tally(tallies[at], column, i);
                    }
                }

                rows += count;
                progress?.Report(new(index + 1, reader.RowGroupCount, rows));
            }

            return Profile(new() { Format = "parquet", Path = path }, declared, path, rows, 0, tallies);
        }
        catch (Exception fault) when (fault is ParquetException or IOException or InvalidDataException or OverflowException or ArgumentException)
        {
            throw new FederationException(FederationErrors.DataMalformed.At(path, $"it is not a sound Parquet file: {fault.Message}"), fault);
        }
    }

    private static void Tally(ColumnTally tally, ParquetColumn column, int row)
    {
        if (column.Texts is null)
        {
            tally.Add(column.Numbers![row]);
        }
        else if (column.Texts[row] is { } text)
        {
            tally.Add(text);
        }
        else
        {
            tally.Miss();
        }
    }

    private static DataProfile DescribeArrays(string path, DataSpec? declared, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        DataSpec data = declared ?? new() { Format = "npy", Path = path };
        using var file = NpyFile.Open(path, data);
        var (header, values) = file.Inputs();
        using var stream = values;
        var rows = header.Shape.Count == 0 ? 1 : header.Shape[0];
        var width = header.Shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var table = header.Shape.Count == 2 && width <= MostColumns;

        // Of images and the like, all numbers together say more than each of thousands.
        ColumnTally[] tallies = [.. Enumerable.Range(0, table ? (int)width : 1).Select(i => new ColumnTally(!table ? "x" : i < data.Columns?.Count ? data.Columns[i].Name : string.Create(CultureInfo.InvariantCulture, $"c{i + 1}"), [], Encoding.UTF8))];
        var bytes = new byte[header.Size];
        for (var row = 0L; row < rows; row++)
        {
            for (var i = 0L; i < width; i++)
            {
                if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                {
                    throw FederationErrors.DataMalformed.Exception(path, $"the file ends before the {rows} rows that its header promises");
                }

                tallies[table ? i : 0].Add(header.Value(bytes));
            }

            if (row % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new(row, rows, row));
            }
        }

        return Profile(data, declared, path, rows, 0, tallies);
    }

    private static IReadOnlyList<string> Markers(DataSpec? declared, string name) => declared is null
        ? DataSpec.UsualMissing
        : [.. declared.Missing, .. declared.Columns?.FirstOrDefault(column => column.Name == name)?.Missing ?? []];

    private static DataProfile Profile(DataSpec data, DataSpec? declared, string path, long rows, long emptyLines, ColumnTally[] tallies)
    {
        ColumnProfile[] columns = [.. tallies.Select(tally => tally.Profile())];
        if (declared?.Columns is { } own)
        {
            columns = [.. columns.Select(column => own.FirstOrDefault(each => each.Name == column.Name) is { } spec ? column with { Kind = spec.Kind } : column)];
        }

        return new(data.Format, rows, new FileInfo(path).Length, emptyLines, columns, declared ?? SuggestedData.Of(data, columns));
    }
}
