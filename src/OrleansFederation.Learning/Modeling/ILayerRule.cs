using OrleansFederation.Federations;

namespace OrleansFederation.Modeling;

/// <summary>What a layer kind takes, gives and holds. Each has a module of the same name in Training and nodes of the same name in Inference.</summary>
public interface ILayerRule
{
    /// <summary>The kind in a spec, lower case.</summary>
    string Kind { get; }

    /// <summary>One sentence for the schema.</summary>
    string Description { get; }

    /// <summary>The arguments; the first may be given alone (<c>linear: 128</c>).</summary>
    IReadOnlyList<NumericArgument> Arguments { get; }

    /// <summary>Whether it takes nothing but the model's own input, and so stands first.</summary>
    bool TakesModelInput => false;

    /// <summary>Applies the rule to an input shape.</summary>
    /// <param name="layer">The layer, its arguments complete and within their ranges.</param>
    /// <param name="input">The input's shape without the batch dimension.</param>
    LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input);
}
