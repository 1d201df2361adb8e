using System.Runtime.InteropServices;

namespace OrleansFederation.Tables;

/// <summary>Writes the rows of a table and counts what they hold.</summary>
internal sealed class TableWriter : IDisposable
{
    private const int MostClasses = 10_000;

    private readonly RowFileWriter _file;
    private readonly bool _hasGroup;
    private readonly bool _hasTime;
    private readonly string[] _names;
    private readonly long[] _missing;
    private readonly long[]? _classes;
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);

    /// <summary>Begins a table.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="names">The names of the inputs.</param>
    /// <param name="classes">The number of classes; null where the target is a number.</param>
    /// <param name="hasGroup">Whether rows have a group.</param>
    /// <param name="hasTime">Whether rows have a time.</param>
    public TableWriter(string folder, string[] names, int? classes, bool hasGroup, bool hasTime)
    {
        (_names, _hasGroup, _hasTime) = (names, hasGroup, hasTime);
        _missing = new long[names.Length];
        _classes = classes is { } count ? new long[Math.Min(count, MostClasses)] : null;
        _file = new(folder, TableOffsets.Stride(names.Length, hasGroup, hasTime));
    }

    /// <summary>The rows so far.</summary>
    public long Count => _file.Count;

    /// <summary>The inputs of the row that is added next.</summary>
    public Span<float> Inputs => MemoryMarshal.Cast<byte, float>(_file.Row)[.._names.Length];

    /// <summary>Counts a missing value of the row.</summary>
    /// <param name="input">The input.</param>
    public void Miss(int input) => _missing[input]++;

    /// <summary>Counts something that is left out.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="count">How much of it.</param>
    public void Drop(string reason, long count = 1)
    {
        if (count > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_dropped, reason, out _) += count;
        }
    }

    /// <summary>Adds the row.</summary>
    /// <param name="target">The target.</param>
    /// <param name="group">The hash of the group, where rows have one.</param>
    /// <param name="time">The time, where rows have one.</param>
    public void Add(float target, ulong group, double time)
    {
        var row = _file.Row;
        var at = _names.Length * sizeof(float);
        MemoryMarshal.Write(row[at..], target);
        at += sizeof(float);
        if (_hasGroup)
        {
            MemoryMarshal.Write(row[at..], group);
            at += sizeof(ulong);
        }

        if (_hasTime)
        {
            MemoryMarshal.Write(row[at..], time);
        }

        if (_classes is not null)
        {
            _classes[(int)target]++;
        }

        _file.Add();
    }

    /// <summary>Ends the table.</summary>
    /// <param name="path">Its file.</param>
    public void Complete(string path) => _file.Complete(path, new()
    {
        Examples = _file.Count,
        Dropped = _dropped,
        Missing = _names.Zip(_missing).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
        Classes = _classes,
    });

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
