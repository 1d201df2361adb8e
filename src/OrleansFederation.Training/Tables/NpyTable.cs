using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>
/// Reads arrays of NumPy: a table of declared columns, or inputs of any shape with one target each. Bytes in three or four dimensions are
/// pixels and become 0…1; all other numbers are read as they are.
/// </summary>
internal static class NpyTable
{
    private const int Block = 1 << 20;

    /// <summary>What an array of inputs is, by its header.</summary>
    /// <param name="Shape">The shape of one input.</param>
    /// <param name="HasPixels">Whether inputs are pixels.</param>
    /// <param name="HasClasses">Whether targets are whole numbers.</param>
    public sealed record Arrays(IReadOnlyList<int> Shape, bool HasPixels, bool HasClasses);

    /// <summary>Reads the headers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">How it is read.</param>
    /// <param name="layout">What rows become.</param>
    /// <exception cref="FederationException">FED1020, FED1021, FED1025.</exception>
    public static Arrays Describe(string path, DataSpec data, TableLayout layout)
    {
        using var file = NpyFile.Open(path, data);
        var (inputs, values) = file.Inputs();
        values.Dispose();
        if (inputs.Shape.Count is < 1 or > 4 || inputs.Shape.Contains(0))
        {
            throw FederationErrors.DataMalformed.Exception(path, $"the inputs have the shape ({string.Join(", ", inputs.Shape)}), but examples need one to four dimensions, none of them empty");
        }

        if (data.Columns is { } columns)
        {
            return inputs.Shape.Count == 2 && inputs.Shape[1] == columns.Count
                ? new([layout.Inputs.Length], false, layout.TargetName is null && IsWhole(file))
                : throw FederationErrors.ColumnsDiffer.Exception(path, $"the array has the shape ({string.Join(", ", inputs.Shape)}), but the spec declares {columns.Count} columns: {string.Join(", ", columns.Select(column => column.Name))}", "Declare every column of the array in order, the unused ones as ignore.");
        }

        if (!file.HasNames)
        {
            throw FederationErrors.ColumnsDiffer.Exception(path, "an npy file holds one array, so that its columns and the target among them must be declared", "Declare columns and target, or save inputs and targets by numpy.savez(file, x=…, y=…).");
        }

        var shape = inputs.Shape.Skip(1).ToList();
        return new(shape.Count switch { 0 => [1], 2 => [1, .. shape], _ => shape }, HasPixels(inputs), IsWhole(file));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="data">How it is read.</param>
    /// <param name="layout">What rows become.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FederationException">FED1020, FED1021, FED1025, FED1026.</exception>
    public static void Read(string path, DataSpec data, TableLayout layout, TableWriter writer, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        using var file = NpyFile.Open(path, data);
        var targets = layout.TargetName is null ? ReadTargets(file, path) : null;
        var (header, values) = file.Inputs();
        using var stream = values;
        var rows = header.Shape[0];
        if (targets is not null && targets.Length != rows)
        {
            throw FederationErrors.DataMalformed.Exception(path, $"there are {targets.Length} targets, but {rows} inputs", "Save as many targets as inputs.");
        }

        string[]? names = data.Columns is { } columns ? [.. columns.Select(column => column.Name)] : null;
        var width = header.Shape.Skip(1).Aggregate(1, (product, size) => checked(product * size));
        NpyRow row = new(path, layout, names is null ? null : layout.Match(path, names), writer, HasPixels(header));
        var (length, total) = (width * header.Size, (long)rows * width * header.Size);
        var block = new byte[Math.Max(1, Block / length) * length];
        var numbers = new double[width];
        for (var i = 0; i < rows;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(block.Length, (long)(rows - i) * length);
            if (stream.ReadAtLeast(block.AsSpan(0, wanted), wanted, throwOnEndOfStream: false) < wanted)
            {
                throw FederationErrors.DataMalformed.Exception(path, $"the file ends before the {rows} rows that its header promises");
            }

            for (var at = 0; at < wanted; at += length, i++)
            {
                for (var column = 0; column < width; column++)
                {
                    numbers[column] = header.Value(block.AsSpan(at + column * header.Size, header.Size));
                }

                row.Add(i, numbers, targets is null ? null : targets[i]);
            }

            progress?.Report(new((long)i * length, total, i));
        }

        row.Problems.Throw();
    }

    private static bool HasPixels(NpyHeader inputs) => inputs is { Kind: 'u', Size: 1, Shape.Count: > 2 };

    private static bool IsWhole(NpyFile file)
    {
        var (targets, values) = file.Targets();
        values.Dispose();
        return targets.Kind != 'f';
    }

    private static double[] ReadTargets(NpyFile file, string path)
    {
        var (header, values) = file.Targets();
        using var stream = values;
        if (header.Shape.Count is 0 or > 2 || header.Shape.Count == 2 && header.Shape[1] != 1)
        {
            throw FederationErrors.DataMalformed.Exception(path, $"the targets have the shape ({string.Join(", ", header.Shape)}), but one number an example is needed");
        }

        var targets = new double[header.Shape[0]];
        var bytes = new byte[header.Size];
        for (var i = 0; i < targets.Length; i++)
        {
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw FederationErrors.DataMalformed.Exception(path, $"the file ends before the {targets.Length} targets that its header promises");
            }

            targets[i] = header.Value(bytes);
        }

        return targets;
    }
}
