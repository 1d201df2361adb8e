using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Modeling;

/// <summary>The initial parameters of a model, made in the order of its layout, block by block: each tensor has a stream of its own.</summary>
public sealed class InitialParameters
{
    private readonly ParameterLayout _layout;
    private readonly IReadOnlyList<LayerTensor> _tensors;
    private readonly long _seed;
    private SeededRandom? _random;
    private int _entry;
    private int _within;

    /// <summary>Begins.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="tensors">How each entry of it begins.</param>
    /// <param name="seed">The spec's seed.</param>
    internal InitialParameters(ParameterLayout layout, IReadOnlyList<LayerTensor> tensors, long seed) => (_layout, _tensors, _seed) = (layout, tensors, seed);

    /// <summary>Makes the next numbers.</summary>
    /// <param name="destination">Where they go; together not more than the layout has.</param>
    public void Read(Span<float> destination)
    {
        while (!destination.IsEmpty)
        {
            var (entry, tensor) = (_layout.Entries[_entry], _tensors[_entry]);
            var piece = destination[..Math.Min(destination.Length, entry.Length - _within)];
            Fill(piece, tensor);
            destination = destination[piece.Length..];
            _within += piece.Length;
            if (_within == entry.Length)
            {
                (_entry, _within, _random) = (_entry + 1, 0, null);
            }
        }
    }

    private void Fill(Span<float> piece, LayerTensor tensor)
    {
        if (tensor is { Bound: 0, Deviation: 0 })
        {
            piece.Fill(tensor.Fill);
            return;
        }

        _random ??= new SeededRandom(SeededRandom.Derive(_seed, "initialise", _entry));
        foreach (ref var value in piece)
        {
            value = (float)(tensor.Deviation > 0 ? _random.NextGaussian() * tensor.Deviation : (2 * _random.NextDouble() - 1) * tensor.Bound);
        }
    }
}
