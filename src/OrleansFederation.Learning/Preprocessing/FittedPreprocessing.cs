using System.Numerics.Tensors;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Preprocessing;

/// <summary>
/// Preprocessing with all its numbers: makes a row of features of a row of raw input. The features are, in this order, the numbers, the
/// indicators of missing values, and the categories, each in column order. A version's ONNX graph does the same in the same float32 steps.
/// </summary>
public sealed class FittedPreprocessing
{
    private const int Schema = 1;

    private readonly FittedFile _file;

    private FittedPreprocessing(FittedFile file) => _file = file;

    /// <summary>The columns of raw input.</summary>
    public IReadOnlyList<RawColumn> Columns => _file.Columns;

    /// <summary>How many rows it was fitted to.</summary>
    public long Rows => _file.Rows;

    /// <summary>Features that are numbers.</summary>
    public IReadOnlyList<ValueFeature> Values => _file.Values;

    /// <summary>The columns whose missing values have a feature.</summary>
    public IReadOnlyList<int> Indicators => _file.Indicators;

    /// <summary>Features that are categories.</summary>
    public IReadOnlyList<CategoryFeature> Categories => _file.Categories;

    /// <summary>The numbers of one channel, where inputs are images, whose channels are the columns; null where they are rows.</summary>
    public int? Plane => _file.Plane;

    /// <summary>The number of features of a row; of an image, as many as it has numbers.</summary>
    public int Width => (_file.Values.Length * (Plane ?? 1)) + _file.Indicators.Length + _file.Categories.Length;

    /// <summary>What it is as a file.</summary>
    internal FittedFile File => _file;

    /// <summary>The number of features, which follows from the spec alone: so does the model's shape.</summary>
    /// <param name="spec">How to preprocess.</param>
    /// <param name="columns">The columns.</param>
    public static int WidthOf(PreprocessingSpec spec, IReadOnlyList<RawColumn> columns) =>
        columns.Sum(column => column.IsCategory ? column.Categories.Count : 1) + (spec.Indicators ? columns.Count : 0);

    /// <summary>Fits it: a pure function of the statistics.</summary>
    /// <param name="spec">How to preprocess.</param>
    /// <param name="statistics">What all sites know together.</param>
    public static FittedPreprocessing Fit(PreprocessingSpec spec, DataStatistics statistics)
    {
        var columns = statistics.Columns.Index().ToArray();
        return new(new(
            Schema,
            statistics.Rows,
            [.. statistics.Columns.Select(column => column.Column)],
            [.. columns.Where(column => !column.Item.Column.IsCategory).Select(column => Value(spec, column.Index, column.Item))],
            spec.Indicators && statistics.Plane is null ? [.. columns.Select(column => column.Index)] : [],
            [.. columns.SelectMany(column => Enumerable.Range(0, column.Item.Column.Categories.Count).Select(category => new CategoryFeature(column.Index, category)))])
        {
            Plane = statistics.Plane,
        });
    }

    /// <summary>The features' names, in their order: <c>age</c>, <c>age missing</c>, <c>sex=male</c>.</summary>
    public IEnumerable<string> Names() =>
    [
        .. Values.Select(value => Columns[value.Column].Name),
        .. Indicators.Select(column => $"{Columns[column].Name} missing"),
        .. Categories.Select(feature => $"{Columns[feature.Column].Name}={Columns[feature.Column].Categories[feature.Category]}"),
    ];

    /// <summary>Makes features.</summary>
    /// <param name="raw">Raw input, row by row; of images, channel by channel.</param>
    /// <param name="features">Room for <see cref="Width"/> numbers a row.</param>
    public void Transform(ReadOnlySpan<float> raw, Span<float> features)
    {
        if (Plane is { } plane)
        {
            Scale(raw, features, plane);
            return;
        }

        var (columns, width) = (Columns.Count, Width);
        var rows = raw.Length / columns;
        ArgumentOutOfRangeException.ThrowIfNotEqual(raw.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(features.Length, rows * width);
        for (var row = 0; row < rows; row++)
        {
            var from = raw.Slice(row * columns, columns);
            var to = features.Slice(row * width, width);
            var place = 0;
            foreach (var value in _file.Values)
            {
                var x = from[value.Column];
                to[place++] = ((float.IsNaN(x) ? value.Imputed : x) - value.Shift) / value.Deviation;
            }

            foreach (var column in _file.Indicators)
            {
                to[place++] = float.IsNaN(from[column]) ? 1 : 0;
            }

            foreach (var feature in _file.Categories)
            {
                to[place++] = from[feature.Column] == feature.Category ? 1 : 0;
            }
        }
    }

    /// <summary>Writes it as JSON: the same bytes for the same numbers.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(_file, PreprocessingJson.Default.FittedFile);

    /// <summary>Reads what was written.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <exception cref="FederationException">FED1070.</exception>
    public static FittedPreprocessing Read(ReadOnlySpan<byte> json, string place)
    {
        try
        {
            return Of(JsonSerializer.Deserialize(json, PreprocessingJson.Default.FittedFile), place);
        }
        catch (JsonException fault)
        {
            throw new FederationException(FederationErrors.StatisticsMalformed.At(place, fault.Message), fault);
        }
    }

    /// <summary>Makes it of a file.</summary>
    /// <exception cref="FederationException">FED1070 where the file is not sound.</exception>
    internal static FittedPreprocessing Of(FittedFile? file, string place) => file is { Schema: Schema } && IsSound(file)
        ? new(file)
        : throw FederationErrors.StatisticsMalformed.Exception(place, "it is no fitted preprocessing of a form that this version reads");

    private void Scale(ReadOnlySpan<float> raw, Span<float> features, int plane)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(raw.Length % Width, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(features.Length, raw.Length);
        for (var done = 0; done < raw.Length; done += plane)
        {
            var channel = _file.Values[done / plane % _file.Values.Length];
            TensorPrimitives.Subtract(raw.Slice(done, plane), channel.Shift, features[done..]);
            TensorPrimitives.Divide(features.Slice(done, plane), channel.Deviation, features[done..]);
        }
    }

    private static bool IsSound(FittedFile file)
    {
        bool Has(int column) => column >= 0 && column < file.Columns.Length;
        return file.Columns.Length > 0 && !file.Columns.Contains(null) && !file.Values.Contains(null) && !file.Categories.Contains(null)
            && file.Values.All(value => Has(value.Column) && float.IsFinite(value.Imputed) && float.IsFinite(value.Shift) && float.IsFinite(value.Deviation) && value.Deviation > 0)
            && (file.Plane is null || (file.Plane > 0 && file.Values.Length == file.Columns.Length && file.Indicators.Length == 0 && file.Categories.Length == 0
                && file.Values.Index().All(value => value.Item.Column == value.Index)))
            && file.Indicators.All(Has)
            && file.Categories.All(feature => Has(feature.Column) && feature.Category >= 0 && feature.Category < file.Columns[feature.Column].Categories.Count);
    }

    private static ValueFeature Value(PreprocessingSpec spec, int index, ColumnStatistics column)
    {
        var isThere = column.Count > 0;
        var imputed = spec.Impute switch
        {
            Imputation.Median when column.Quantiles.Count > 0 => Math.Clamp(column.Quantiles.Quantile(0.5), column.Minimum, column.Maximum),
            Imputation.Mean when isThere => column.Mean,
            _ => 0,
        };
        var (shift, deviation) = spec.Scale switch
        {
            Scaling.Standard when isThere => (column.Mean, column.Deviation),
            Scaling.MinMax when isThere => (column.Minimum, column.Maximum - column.Minimum),
            _ => (0.0, 1.0),
        };

        // A column whose numbers differ by rounding alone is constant: dividing by such a deviation would blow rounding up.
        var isConstant = !(deviation > Math.Abs(shift) * 1e-7) || (float)deviation is 0 or float.PositiveInfinity;
        return new(index, (float)imputed, (float)shift, isConstant ? 1 : (float)deviation);
    }
}
