using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Normalises each channel by the batch's mean and variance while training and by their running averages otherwise (Ioffe and Szegedy 2015).</summary>
internal sealed class BatchNorm2d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "batchnorm2d";

    /// <inheritdoc/>
    public string Description => "Batch normalisation of images.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("epsilon", "Added to the variance.", 1e-5, 1e-12, 1, Whole: false),
        new("momentum", "The weight of a new batch in the running averages.", 0.1, 0, 1, Whole: false),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (LayerShape.UnlessImage(Kind, input) is { } misfit)
        {
            return misfit;
        }

        int[] channels = [input[0]];
        return new(
            [.. input],
            [
                new("weight", channels, ParameterKind.Trainable, 0, 1),
                new("bias", channels, ParameterKind.Trainable, 0),
                new("running_mean", channels, ParameterKind.Buffer, 0),
                new("running_var", channels, ParameterKind.Buffer, 0, 1),
            ]);
    }
}
