using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OrleansFederation.Data;
using OrleansFederation.Randomness;

namespace OrleansFederation.Tables;

/// <summary>
/// Tallies the values of a column in bounded memory: counts, range and mean of all, quartiles and histogram of a seeded sample that holds
/// all numbers as long as there are few (reservoir sampling, Vitter 1985, algorithm R), and the different values as long as these are few.
/// </summary>
/// <param name="name">The column's name.</param>
/// <param name="missing">What stands for a missing value.</param>
/// <param name="encoding">The encoding of text.</param>
internal sealed class ColumnTally(string name, IReadOnlyList<string> missing, Encoding encoding)
{
    private const int SampleSize = 1 << 16;
    private const int MostValues = 64;
    private const int LongestValue = 200;
    private const int Bins = 16;
    private const int MostNumericCategories = 10;
    private const int FewestRows = 30;

    private readonly WordIndex _missing = new(missing, encoding);
    private readonly SeededRandom _random = new(SeededRandom.Derive(1, "profile"));
    private readonly List<double> _sample = [];
    private readonly HashSet<string> _missingWords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
    private bool _manyValues;
    private bool _whole = true;
    private long _missingCount;
    private long _numbers;
    private long _texts;
    private double _sum;
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;

    /// <summary>Adds text.</summary>
    /// <param name="text">Its bytes; null for a null.</param>
    public void Add(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t"u8);
        if (_missing.Find(text) is >= 0 and var word)
        {
            _missingCount++;
            _missingWords.Add(missing[word]);
            return;
        }

        if (NumberText.TryRead(text, out var number) && double.IsFinite(number))
        {
            Count(number);
        }
        else
        {
            _texts++;
        }

        if (!_manyValues)
        {
            Count(text.Length > LongestValue ? null : encoding.GetString(text));
        }
    }

    /// <summary>Adds a number; NaN is missing.</summary>
    /// <param name="number">The number.</param>
    public void Add(double number)
    {
        if (double.IsNaN(number))
        {
            _missingCount++;
            return;
        }

        if (double.IsFinite(number))
        {
            Count(number);
        }
        else
        {
            _texts++;
        }

        if (!_manyValues)
        {
            Count(number.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Adds a missing value.</summary>
    public void Miss() => _missingCount++;

    /// <summary>What the column holds.</summary>
    /// <param name="declared">What it is declared to be; null to guess.</param>
    public ColumnProfile Profile(ColumnKind? declared = null)
    {
        _sample.Sort();
        return new()
        {
            Name = name,
            Kind = declared ?? Guess(),
            Missing = _missingCount,
            MissingWords = [.. _missingWords.Order(StringComparer.Ordinal)],
            Numbers = _numbers,
            Texts = _texts,
            Minimum = _numbers > 0 ? _least : null,
            Maximum = _numbers > 0 ? _most : null,
            Mean = _numbers > 0 ? _sum / _numbers : null,
            Quartiles = _numbers > 0 ? [Quantile(0.25), Quantile(0.5), Quantile(0.75)] : [],
            Histogram = Histogram(),
            Sampled = _numbers > _sample.Count,
            Values = _manyValues ? [] : [.. _values.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal)],
        };
    }

    private ColumnKind Guess() => _texts > 0 || _numbers == 0
        ? _manyValues || _values.Count == 0 ? ColumnKind.Ignore : ColumnKind.Category
        : _whole && !_manyValues && _values.Count <= MostNumericCategories && _numbers >= FewestRows ? ColumnKind.Category : ColumnKind.Number;

    private void Count(double number)
    {
        _numbers++;
        _sum += number;
        _least = Math.Min(_least, number);
        _most = Math.Max(_most, number);
        _whole &= number == Math.Floor(number);
        if (_sample.Count < SampleSize)
        {
            _sample.Add(number);
        }
        else if ((long)(_random.NextDouble() * _numbers) is < SampleSize and var place)
        {
            _sample[(int)place] = number;
        }
    }

    private void Count(string? value)
    {
        if (value is null || _values.Count == MostValues && !_values.ContainsKey(value))
        {
            _manyValues = true;
            _values.Clear();
            return;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_values, value, out _)++;
    }

    private double Quantile(double share)
    {
        var at = share * (_sample.Count - 1);
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, _sample.Count - 1);
        return _sample[below] + (_sample[above] - _sample[below]) * (at - below);
    }

    private long[] Histogram()
    {
        if (_numbers == 0 || _least == _most)
        {
            return [];
        }

        var bins = new long[Bins];
        foreach (var number in _sample)
        {
            bins[Math.Min(Bins - 1, (int)((number - _least) / (_most - _least) * Bins))]++;
        }

        return bins;
    }
}
