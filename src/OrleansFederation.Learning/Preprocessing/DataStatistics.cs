using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Preprocessing;

/// <summary>What is known of all columns of raw input over some rows. Merges; the order of merging decides the last bits of means, so it is fixed by who merges. Not for concurrent use.</summary>
public sealed class DataStatistics
{
    private const int Schema = 1;

    private readonly RawInput _input;
    private readonly ColumnStatistics[] _columns;

    /// <summary>Begins with no row.</summary>
    /// <param name="input">What the rows are.</param>
    public DataStatistics(RawInput input) => (_input, _columns) = (input, [.. input.Columns.Select(column => new ColumnStatistics(column))]);

    /// <summary>The numbers of one channel, where rows are images; null where they are rows of columns.</summary>
    public int? Plane => _input.Plane;

    /// <summary>The columns in input order.</summary>
    public IReadOnlyList<ColumnStatistics> Columns => _columns;

    /// <summary>The number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds rows.</summary>
    /// <param name="values">Row by row, one number a column; of images, channel by channel.</param>
    public void Add(ReadOnlySpan<float> values)
    {
        var length = _columns.Length * (_input.Plane ?? 1);
        for (; values.Length >= length && length > 0; values = values[length..])
        {
            Rows++;
            for (var i = 0; i < _columns.Length; i++)
            {
                if (_input.Plane is { } plane)
                {
                    _columns[i].AddPlane(values.Slice(i * plane, plane));
                }
                else
                {
                    _columns[i].Add(values[i]);
                }
            }
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, 0);
    }

    /// <summary>Adds what is known of the same columns over other rows.</summary>
    /// <param name="other">The others.</param>
    public void Merge(DataStatistics other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other._columns.Length, _columns.Length);
        Rows += other.Rows;
        foreach (var (mine, others) in _columns.Zip(other._columns))
        {
            mine.Merge(others);
        }
    }

    /// <summary>Writes it as JSON, to be kept or sent.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new StatisticsFile(Schema, Rows, [.. _columns.Select(column => column.Figures())]), PreprocessingJson.Default.StatisticsFile);

    /// <summary>Reads what was written of the same columns.</summary>
    /// <param name="input">What the rows are.</param>
    /// <param name="json">The JSON.</param>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <exception cref="FederationException">FED1070 where it is malformed or of other columns.</exception>
    public static DataStatistics Read(RawInput input, ReadOnlySpan<byte> json, string place)
    {
        StatisticsFile? file;
        try
        {
            file = JsonSerializer.Deserialize(json, PreprocessingJson.Default.StatisticsFile);
        }
        catch (JsonException fault)
        {
            throw new FederationException(FederationErrors.StatisticsMalformed.At(place, fault.Message), fault);
        }

        if (file is not { Schema: Schema, Columns: { } figures } || figures.Length != input.Columns.Count
            || figures.Zip(input.Columns).Any(pair => pair.First?.Fits(pair.Second, input.Plane is null) != true))
        {
            throw FederationErrors.StatisticsMalformed.Exception(place, $"they are not of the {input.Columns.Count} columns of the spec");
        }

        var statistics = new DataStatistics(input) { Rows = file.Rows };
        foreach (var (column, given) in statistics._columns.Zip(figures))
        {
            column.Add(given);
        }

        return statistics;
    }
}
