using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Gives tables in binary form: read once, kept as a file under a key of path, size, time and declaration, and mapped from then on.</summary>
/// <param name="clock">The clock.</param>
internal sealed class TableCache(TimeProvider clock)
{
    /// <summary>Gives the table of a file, reading it where it is not kept.</summary>
    /// <param name="path">The file, its variables replaced.</param>
    /// <param name="data">How it is read.</param>
    /// <param name="progress">Told about a first reading; may be null.</param>
    /// <param name="cancellationToken">Ends a first reading.</param>
    /// <exception cref="FederationException">FED1020, FED1021, FED1025 to FED1028, FED1033; FED2018, FED2004.</exception>
    public IExampleStore Get(string path, DataSpec data, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var folder = CacheFolder.Ensure();
        if (data.Format == "images")
        {
            return ImageFolder.Get(path, data, folder, clock, progress, cancellationToken);
        }

        var layout = new TableLayout(data);
        var identity = Identity(path);
        var arrays = data.Format == "npy" ? NpyTable.Describe(path, data, layout) : null;
        IReadOnlyList<int> shape = arrays?.Shape ?? [layout.Inputs.Length];
        var width = shape.Aggregate(1, (product, size) => checked(product * size));
        var file = CacheFolder.FileOf(folder, layout.Key(identity));
        if (RowFile.Open(file) is not { } rows)
        {
            string[] names = layout.Inputs.Length > 0 ? [.. layout.Inputs.Select(input => input.Column.Name)] : [.. Enumerable.Range(0, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"x[{i}]"))];
            CacheFolder.Clean(folder, clock.GetUtcNow());
            using (var writer = new TableWriter(folder, names, layout.Target.Classes, layout.Group is not null, layout.Time is not null))
            {
                Read(path, data, layout, writer, progress, cancellationToken);
                writer.Complete(file);
            }

            rows = RowFile.Open(file) ?? throw FederationErrors.CacheUnusable.Exception(folder, "a file that was written there is gone or damaged");
        }
        else
        {
            CacheFolder.Touch(file, clock.GetUtcNow());
        }

        return new TableStore(rows, new(width, layout.Group is not null, layout.Time is not null), shape, layout.Target.Classes is not null || arrays is { HasClasses: true }, arrays is { HasPixels: true });
    }

    /// <summary>What tells a file from others, and from itself after it was replaced.</summary>
    /// <param name="path">The file.</param>
    public static string Identity(string path)
    {
        FileInfo file = new(path);
        return file.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{path}:{file.Length}:{file.LastWriteTimeUtc.Ticks}")
            : throw FederationErrors.DataNotFound.Exception(path, Directory.Exists(path) ? "it is a folder, but the format reads a file" : "there is no such file");
    }

    private static void Read(string path, DataSpec data, TableLayout layout, TableWriter writer, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        switch (data.Format)
        {
            case "csv":
                CsvTable.Read(path, data, layout, writer, progress, cancellationToken);
                break;
            case "parquet":
                ParquetTable.Read(path, layout, writer, progress, cancellationToken);
                break;
            default:
                NpyTable.Read(path, data, layout, writer, progress, cancellationToken);
                break;
        }
    }
}
