using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Reads the values of one declared column, from text or from numbers that are already some.</summary>
internal sealed class ColumnReader
{
    private readonly WordIndex? _categories;
    private readonly WordIndex _missing;
    private readonly double[] _missingNumbers;
    private readonly double _least;
    private readonly double _most;
    private readonly bool _isText;

    /// <summary>Makes the reader of a column.</summary>
    /// <param name="column">The column; one that is ignored takes every value.</param>
    /// <param name="missing">What stands for a missing value in every column.</param>
    /// <param name="encoding">The encoding of the file.</param>
    public ColumnReader(ColumnSpec column, IReadOnlyList<string> missing, Encoding encoding)
    {
        Column = column;
        string[] markers = [.. missing, .. column.Missing];
        _missing = new(markers, encoding);
        _missingNumbers = [.. markers.Select(marker => NumberText.TryRead(encoding.GetBytes(marker), out var number) ? number : double.NaN).Where(number => !double.IsNaN(number))];
        _categories = column.Categories is { } categories ? new(categories, encoding) : null;
        (_least, _most) = (column.Minimum ?? double.NegativeInfinity, column.Maximum ?? double.PositiveInfinity);
        _isText = column.Kind != ColumnKind.Number;
    }

    /// <summary>The column.</summary>
    public ColumnSpec Column { get; }

    /// <summary>Reads text.</summary>
    /// <param name="text">The bytes of the field.</param>
    /// <param name="value">The number, the index of the category, or NaN.</param>
    public Reading Read(ReadOnlySpan<byte> text, out float value)
    {
        if (_isText)
        {
            return ReadWord(text, out value);
        }

        if (NumberText.TryRead(text, out var number))
        {
            return Read(number, out value);
        }

        value = float.NaN;
        return _missing.Find(text.Trim(" \t"u8)) >= 0 ? Reading.Missing : Reading.NoNumber;
    }

    /// <summary>Whether each of some numbers is one to keep as it is: none is missing, does not fit, or is to become a category.</summary>
    /// <param name="numbers">The numbers.</param>
    public bool TakesAll(ReadOnlySpan<double> numbers) =>
        _categories is null && _missingNumbers.Length == 0
        && (numbers.Length == 0
            || (TensorPrimitives.Min(numbers) >= Math.Max(_least, -float.MaxValue) && TensorPrimitives.Max(numbers) <= Math.Min(_most, float.MaxValue)));

    /// <summary>Reads a number; NaN is missing.</summary>
    /// <param name="number">The number.</param>
    /// <param name="value">The number as it is kept, the index of the category, or NaN.</param>
    public Reading Read(double number, out float value)
    {
        value = float.NaN;
        if (double.IsNaN(number))
        {
            return Reading.Missing;
        }

        foreach (var marker in _missingNumbers)
        {
            if (number == marker)
            {
                return Reading.Missing;
            }
        }

        if (_categories is not null)
        {
            var category = _categories.Find(number);
            value = category < 0 ? float.NaN : category;
            return category < 0 ? Reading.Unknown : Reading.Value;
        }

        if (!float.IsFinite((float)number))
        {
            return Reading.NotFinite;
        }

        if (number < _least || number > _most)
        {
            return Reading.OutOfRange;
        }

        value = (float)number;
        return Reading.Value;
    }

    /// <summary>Says why a value does not fit.</summary>
    /// <param name="reading">How it was read.</param>
    /// <param name="shown">The value as messages show it.</param>
    public string Cause(Reading reading, string shown) => reading switch
    {
        Reading.NoNumber => $"{shown} is not a number",
        Reading.NotFinite => $"{shown} is not a finite number of 32 bits",
        Reading.OutOfRange => $"{shown} is outside {Bound(Column.Minimum, "−∞")} to {Bound(Column.Maximum, "∞")}{(Column.Unit is { } unit ? " " + unit : "")}",
        _ => $"{shown} is none of the declared categories {string.Join(", ", Column.Categories!.Take(12).Select(category => $"'{category}'"))}{(Column.Categories!.Count > 12 ? ", …" : "")}",
    };

    private Reading ReadWord(ReadOnlySpan<byte> text, out float value)
    {
        text = text.Trim(" \t"u8);
        var category = _categories?.Find(text) ?? -1;
        value = category < 0 ? float.NaN : category;
        return category >= 0 ? Reading.Value : _missing.Find(text) >= 0 ? Reading.Missing : Reading.Unknown;
    }

    private static string Bound(double? bound, string none) => bound?.ToString(CultureInfo.InvariantCulture) ?? none;
}
