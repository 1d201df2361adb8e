using System.IO.Compression;
using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Reads a CSV file into a table, one pass and one record at a time. A name that ends in .gz is decompressed meanwhile.</summary>
internal static class CsvTable
{
    private const int ReportEvery = 65_536;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="data">How it is read.</param>
    /// <param name="file">The bytes as they lie on the disk.</param>
    /// <exception cref="FederationException">FED1020.</exception>
    public static CsvReader Open(string path, DataSpec data, out FileStream file)
    {
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.DataNotFound.At(path, fault.Message), fault);
        }

        Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new CsvReader(stream, path, (byte)data.Delimiter[0], data.Encoding == "utf-8");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="data">How it is read.</param>
    /// <param name="layout">What rows become.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FederationException">FED1020, FED1021, FED1025 to FED1028: up to <see cref="ProblemList.Most"/> at once.</exception>
    public static void Read(string path, DataSpec data, TableLayout layout, TableWriter writer, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        using var csv = Open(path, data, out var file);
        ProblemList problems = new();
        var (total, begun) = (file.Length, csv.Read());
        if (!begun)
        {
            throw FederationErrors.DataMalformed.Exception(path, "the file has no records", "Check that it is the right file.");
        }

        var count = csv.Count;
        if (!data.Header && count != data.Columns!.Count)
        {
            throw FederationErrors.ColumnsDiffer.Exception($"{path}, line {csv.Line}", $"the record has {count} fields, but the spec declares {data.Columns.Count} columns: {string.Join(", ", data.Columns.Select(column => column.Name))}",
                "Declare every column in order, the unused ones as ignore; write header: true where the first line names them, and check the delimiter.");
        }

        string[] names = data.Header ? [.. Enumerable.Range(0, count).Select(i => layout.Encoding.GetString(csv[i]).Trim())] : [.. data.Columns!.Select(column => column.Name)];
        var places = layout.Match(path, names);
        int[] inputs = [.. layout.Inputs.Select(input => places[input.Column.Name])];
        var target = places[layout.TargetName!];
        var (group, time) = (layout.Group is { } g ? places[g] : -1, layout.Time is { } t ? places[t] : -1);
        var more = !data.Header || csv.Read();
        for (var row = 1L; more; row++, more = csv.Read())
        {
            if (csv.Count != count)
            {
                problems.Add(FederationErrors.RaggedRecord.At($"{path}, line {csv.Line}", $"the record has {csv.Count} fields, the {(data.Header ? "header" : "first record")} {count}"));
                continue;
            }

            if (row % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new(file.Position, total, row));
            }

            ReadRow(inputs, target, group, time);
        }

        problems.Throw();
        writer.Drop("empty line", csv.EmptyLines);
        progress?.Report(new(total, total, writer.Count));

        void ReadRow(int[] inputs, int target, int group, int time)
        {
            var outcome = layout.Target.Read(csv[target], out var aim);
            if (outcome == Reading.Missing)
            {
                writer.Drop("target missing");
                return;
            }

            if (outcome != Reading.Value)
            {
                Refuse(target, layout.Target.Cause(outcome, Shown(target)));
                return;
            }

            var values = writer.Inputs;
            var sound = true;
            for (var i = 0; i < inputs.Length; i++)
            {
                outcome = layout.Inputs[i].Read(csv[inputs[i]], out values[i]);
                if (outcome == Reading.Missing)
                {
                    writer.Miss(i);
                }
                else if (outcome != Reading.Value)
                {
                    Refuse(inputs[i], layout.Inputs[i].Cause(outcome, Shown(inputs[i])));
                    sound = false;
                }
            }

            var when = 0.0;
            if (time >= 0 && !TimeText.TryRead(csv[time], out when))
            {
                Refuse(time, $"{Shown(time)} is neither a number nor a date such as 2024-01-31");
                sound = false;
            }

            if (group >= 0 && csv[group].Trim(" \t"u8).IsEmpty)
            {
                Refuse(group, "the record belongs to no group");
                sound = false;
            }

            if (sound)
            {
                writer.Add(aim, group < 0 ? 0 : WordIndex.Hash(csv[group].Trim(" \t"u8)), when);
            }
        }

        void Refuse(int field, string cause) => problems.Add(FederationErrors.ValueMalformed.At($"{path}, line {csv.Line}, column {names[field]}", cause));

        string Shown(int field) => ShownText.Of(layout.Encoding.GetString(csv[field]));
    }
}
