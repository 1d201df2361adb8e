using System.Text;
using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Reads the target of each row: a class by the spec's mapping, or as its column is declared.</summary>
internal sealed class TargetReader
{
    private readonly TargetSpec _target;
    private readonly WordIndex? _values;
    private readonly ColumnReader _column;

    /// <summary>Makes a reader.</summary>
    /// <param name="target">The target.</param>
    /// <param name="column">Its column's declaration; null where it has none.</param>
    /// <param name="missing">What stands for a missing value.</param>
    /// <param name="encoding">The encoding of the file.</param>
    public TargetReader(TargetSpec target, ColumnSpec? column, IReadOnlyList<string> missing, Encoding encoding)
    {
        _target = target;
        _values = target.Classes is { } classes ? new([.. classes.Select(entry => entry.Value)], encoding) : null;
        _column = new(column ?? new() { Name = target.Column ?? "y" }, missing, encoding);
    }

    /// <summary>The number of classes that are declared; null where the target is a number.</summary>
    public int? Classes => _target.Classes?.Max(entry => entry.Class) + 1 ?? _column.Column.Categories?.Count;

    /// <summary>Reads text.</summary>
    /// <param name="text">The bytes of the field.</param>
    /// <param name="value">The class, or the number.</param>
    public Reading Read(ReadOnlySpan<byte> text, out float value)
    {
        if (_values is null)
        {
            return _column.Read(text, out value);
        }

        var found = _values.Find(text.Trim(" \t"u8));
        value = found < 0 ? float.NaN : _target.Classes![found].Class;
        return found >= 0 ? Reading.Value : _column.Read(text, out _) == Reading.Missing ? Reading.Missing : Reading.Unknown;
    }

    /// <summary>Reads a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="value">The class, or the number.</param>
    public Reading Read(double number, out float value)
    {
        if (_values is null)
        {
            return _column.Read(number, out value);
        }

        var found = _values.Find(number);
        value = found < 0 ? float.NaN : _target.Classes![found].Class;
        return found >= 0 ? Reading.Value : double.IsNaN(number) ? Reading.Missing : Reading.Unknown;
    }

    /// <summary>Says why a value does not fit.</summary>
    /// <param name="reading">How it was read.</param>
    /// <param name="shown">The value as messages show it.</param>
    public string Cause(Reading reading, string shown) => _values is null
        ? _column.Cause(reading, shown)
        : $"{shown} is none of the declared classes {string.Join(", ", _target.Classes!.Take(12).Select(entry => $"'{entry.Value}'"))}";
}
