using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Plugins;

namespace MyPlugin;

/// <summary>
/// A data set: files of one example a line, its numbers and behind them its class, with blanks between. The options <c>train</c> and
/// <c>test</c> name the files of the two parts at the site.
/// </summary>
[Plugin("lines")]
public sealed class LineFile : IDataSetPlugin
{
    /// <inheritdoc/>
    public IDataSet? Open(DataPart part, DataSetRequest request, CancellationToken cancellationToken)
    {
        var path = part switch
        {
            DataPart.Train => request.Options.Text("train"),
            DataPart.Test => request.Options.Text("test", ""),
            _ => "",
        };
        return path.Length == 0 ? null : Read(path, cancellationToken);
    }

    private static Examples Read(string path, CancellationToken cancellationToken)
    {
        List<float[]> rows = [];
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] row = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => float.Parse(word, CultureInfo.InvariantCulture))];
            if (row.Length < 2 || rows.Count > 0 && row.Length != rows[0].Length)
            {
                throw new FormatException($"Line {rows.Count + 1} of {path} has {row.Length} numbers.");
            }

            rows.Add(row);
        }

        return new([.. rows]);
    }

    private sealed class Examples(float[][] rows) : IDataSet
    {
        public int Count => rows.Length;

        public IReadOnlyList<int> InputShape { get; } = [rows.Length > 0 ? rows[0].Length - 1 : 1];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
        {
            var width = InputShape[0];
            for (var i = 0; i < indices.Length; i++)
            {
                rows[indices[i]].AsSpan(0, width).CopyTo(destination[(i * width)..]);
            }
        }

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                destination[i] = rows[indices[i]][^1];
            }
        }
    }
}
