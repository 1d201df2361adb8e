using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Normalises each group of channels by its own mean and variance, example by example (Wu and He 2018).</summary>
internal sealed class GroupNorm : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "groupnorm";

    /// <inheritdoc/>
    public string Description => "Group normalisation; the choice for differential privacy, since it does not mix examples.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("groups", "Into how many groups channels are split; it divides the channels.", null, 1, 1 << 16),
        new("epsilon", "Added to the variance.", 1e-5, 1e-12, 1, Whole: false),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        var groups = (int)layer.Arguments["groups"];
        if (input[0] % groups != 0)
        {
            return LayerShape.Misfits($"groupnorm's {groups} groups do not divide the {input[0]} channels of its input of shape {LayerShape.Text(input)}; set groups to a divisor of {input[0]}");
        }

        if (input.Aggregate(1L, (product, size) => product * size) == groups)
        {
            return LayerShape.Misfits($"each of groupnorm's {groups} groups holds a single value of its input of shape {LayerShape.Text(input)}, which has no variance; take fewer groups");
        }

        int[] channels = [input[0]];
        return new([.. input], [new("weight", channels, ParameterKind.Trainable, 0, 1), new("bias", channels, ParameterKind.Trainable, 0)]);
    }
}
