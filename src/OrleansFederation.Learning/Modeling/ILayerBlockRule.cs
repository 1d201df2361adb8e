using OrleansFederation.Federations;

namespace OrleansFederation.Modeling;

/// <summary>A layer kind made of other layers. It holds no tensors and takes no arguments of its own.</summary>
public interface ILayerBlockRule : ILayerRule
{
    /// <summary>The names of its branches. The first is required and may be given alone (<c>residual: […]</c>); the others may be left out.</summary>
    IReadOnlyList<LayerBranch> Branches { get; }

    /// <summary>Joins what the branches give, each from the block's own input.</summary>
    /// <param name="input">The input's shape without the batch dimension.</param>
    /// <param name="outputs">The shapes that the branches give, by their names; without those that are left out.</param>
    LayerShape Join(IReadOnlyList<int> input, IReadOnlyDictionary<string, IReadOnlyList<int>> outputs);

    /// <inheritdoc/>
    IReadOnlyList<NumericArgument> ILayerRule.Arguments => [];

    /// <inheritdoc/>
    LayerShape ILayerRule.Apply(LayerSpec layer, IReadOnlyList<int> input) =>
        throw new InvalidOperationException($"{Kind} is a block: its shape follows from its branches.");
}
