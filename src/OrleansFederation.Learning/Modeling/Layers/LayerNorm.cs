using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Normalises the last axis by its own mean and variance, then scales and shifts it (Ba, Kiros and Hinton 2016).</summary>
internal sealed class LayerNorm : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "layernorm";

    /// <inheritdoc/>
    public string Description => "Layer normalisation over the last axis.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("epsilon", "Added to the variance.", 1e-5, 1e-12, 1, Whole: false),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (input[^1] == 1)
        {
            return LayerShape.Misfits($"layernorm would normalise a single value of its input of shape {LayerShape.Text(input)}, which has no variance; give the last axis two values or more");
        }

        int[] last = [input[^1]];
        return new([.. input], [new("weight", last, ParameterKind.Trainable, 0, 1), new("bias", last, ParameterKind.Trainable, 0)]);
    }
}
