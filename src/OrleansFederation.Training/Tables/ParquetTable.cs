using OrleansFederation.Data;
using OrleansFederation.Errors;
using Parquet;
using Parquet.Schema;

namespace OrleansFederation.Tables;

/// <summary>Reads a Parquet file into a table, one row group at a time: of each only the columns that are used.</summary>
internal static class ParquetTable
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="layout">What rows become.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FederationException">FED1020, FED1021, FED1025, FED1026.</exception>
    public static void Read(string path, TableLayout layout, TableWriter writer, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            ReadAsync(path, layout, writer, progress, cancellationToken).GetAwaiter().GetResult();
        }
        catch (Exception fault) when (fault is FileNotFoundException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(path, fault.Message), fault);
        }
        catch (Exception fault) when (fault is ParquetException or IOException or InvalidDataException or OverflowException or ArgumentException or IndexOutOfRangeException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.DataMalformed.At(path, $"it is not a sound Parquet file: {fault.Message}"), fault);
        }
    }

    private static async Task ReadAsync(string path, TableLayout layout, TableWriter writer, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(path, null, cancellationToken);
        var nested = reader.Schema.Fields.FirstOrDefault(field => field is not DataField || field is DataField { IsArray: true });
        if (nested is not null && layout.Declared.Contains(nested.Name, StringComparer.Ordinal))
        {
            throw FederationErrors.ColumnsDiffer.Exception(path, $"the column {nested.Name} is a list or has columns inside", "Write it as plain columns.");
        }

        layout.Match(path, [.. reader.Schema.Fields.Select(field => field.Name)]);
        var fields = reader.Schema.DataFields.Where(field => field.Path.Length == 1).ToDictionary(field => field.Name, StringComparer.Ordinal);
        ProblemList problems = new();
        var row = 0L;

        // While rows of one group are looked at, the columns of the next are read.
        var next = reader.RowGroupCount > 0 ? ReadGroupAsync(0) : null;
        try
        {
            for (var index = 0; next is not null; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (rows, count) = await next;
                var following = index + 1;
                next = following < reader.RowGroupCount ? Task.Run(() => ReadGroupAsync(following), cancellationToken) : null;
                for (var i = 0; i < count; i++)
                {
                    rows.Add(i, row++);
                }

                progress?.Report(new(following, reader.RowGroupCount, row));
            }
        }
        finally
        {
            // Whatever ends this, the reader is closed only when nothing reads any more.
            await (next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        problems.Throw();

        async Task<(ParquetRows Rows, int Count)> ReadGroupAsync(int index)
        {
            using var group = reader.OpenRowGroupReader(index);
            var count = checked((int)group.RowCount);
            List<ParquetColumn> inputs = [];
            foreach (var input in layout.Inputs)
            {
                var column = (await ReadColumnAsync(input.Column.Name))!;
                inputs.Add(column with { FitsWhole = column.Numbers is { } numbers && input.TakesAll(numbers) });
            }

            return (new(path, layout, writer, problems, inputs, (await ReadColumnAsync(layout.TargetName))!, await ReadColumnAsync(layout.Group), await ReadColumnAsync(layout.Time)), count);

            async Task<ParquetColumn?> ReadColumnAsync(string? name) => name is null ? null : await ParquetColumn.ReadAsync(group, fields[name], count, path, cancellationToken);
        }
    }
}
