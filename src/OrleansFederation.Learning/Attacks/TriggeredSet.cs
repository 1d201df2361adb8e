using OrleansFederation.Data;
using OrleansFederation.Randomness;

namespace OrleansFederation.Attacks;

/// <summary>Examples of which a share have a backdoor's trigger and its target class. Safe for concurrent readers.</summary>
public sealed class TriggeredSet : IDataSet
{
    private readonly IDataSet _data;
    private readonly AttackSpec _settings;
    private readonly bool[] _stamped;
    private readonly int _width;

    /// <summary>Begins.</summary>
    /// <param name="data">The honest examples.</param>
    /// <param name="settings">The backdoor's arguments.</param>
    /// <param name="share">The share of examples that are stamped, above 0 up to 1.</param>
    /// <param name="seed">The seed from which it follows which ones.</param>
    public TriggeredSet(IDataSet data, AttackSpec settings, double share, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        (_data, _settings, _stamped) = (data, settings, new bool[data.Count]);
        _width = data.InputShape.Aggregate(1, (product, size) => product * size);
        SeededRandom random = new(seed);
        for (var i = 0; i < _stamped.Length; i++)
        {
            _stamped[i] = random.NextDouble() < share;
        }
    }

    /// <inheritdoc/>
    public int Count => _data.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape => _data.InputShape;

    /// <inheritdoc/>
    public DataSummary? Summary => _data.Summary;

    /// <inheritdoc/>
    public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
    {
        _data.ReadInputs(indices, destination);
        for (var i = 0; i < indices.Length; i++)
        {
            if (_stamped[indices[i]])
            {
                Stamp(destination.Slice(i * _width, _width));
            }
        }
    }

    /// <inheritdoc/>
    public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
    {
        _data.ReadTargets(indices, destination);
        for (var i = 0; i < indices.Length; i++)
        {
            if (_stamped[indices[i]])
            {
                destination[i] = (float)_settings["target"];
            }
        }
    }

    private void Stamp(Span<float> input)
    {
        var (size, value) = ((int)_settings["size"], (float)_settings["value"]);
        if (_data.InputShape is not [var channels, var height, var width])
        {
            input[^Math.Min(size, input.Length)..].Fill(value);
            return;
        }

        var (rows, columns) = (Math.Min(size, height), Math.Min(size, width));
        for (var channel = 0; channel < channels; channel++)
        {
            for (var row = height - rows; row < height; row++)
            {
                input.Slice((channel * height + row) * width + width - columns, columns).Fill(value);
            }
        }
    }
}
