using System.Globalization;
using OrleansFederation.Randomness;

namespace OrleansFederation.Tables;

/// <summary>Writes CSV files of numbers of usual lengths, and behind them a class, 0 or 1. A block of lines stands in them again and again: making so many numbers would take longer than reading them.</summary>
internal static class NumbersCsv
{
    private const int Lines = 2000;

    /// <summary>The name of the last column.</summary>
    public const string Class = "sick";

    /// <summary>The name of a column of numbers.</summary>
    /// <param name="column">The column, from 0.</param>
    public static string Named(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="columns">The columns of numbers.</param>
    /// <param name="bytes">How large it is at least; a block of lines is the least.</param>
    public static void Write(string path, int columns, long bytes)
    {
        SeededRandom random = new(11);
        using StreamWriter file = new(path);
        file.WriteLine(string.Join(',', [.. Enumerable.Range(0, columns).Select(Named), Class]));
        var block = string.Concat(Enumerable.Range(0, Lines).Select(line => string.Join(',', [
            .. Enumerable.Range(0, columns).Select(column => (random.NextGaussian() * (1 + column)).ToString(column % 4 == 0 ? "F0" : column % 4 == 1 ? "F2" : "F6", CultureInfo.InvariantCulture)),
            (line % 2).ToString(CultureInfo.InvariantCulture)]) + "\n"));
        var written = 0L;
        do
        {
            file.Write(block);
            written += block.Length;
        }
        while (written < bytes);
    }
}
