namespace OrleansFederation.Modeling;

/// <summary>What a layer makes of an input shape: an output shape and the tensors it holds, or why it cannot.</summary>
/// <param name="Output">The output's shape without the batch dimension.</param>
/// <param name="Tensors">The tensors it holds.</param>
/// <param name="Misfit">Why the input does not fit; null where it does.</param>
public sealed record LayerShape(IReadOnlyList<int> Output, IReadOnlyList<LayerTensor> Tensors, string? Misfit = null)
{
    /// <summary>An output shape without tensors.</summary>
    public static LayerShape Of(params IReadOnlyList<int> output) => new(output, []);

    /// <summary>A layer that cannot take its input.</summary>
    /// <param name="why">Why, naming both shapes.</param>
    public static LayerShape Misfits(string why) => new([], [], why);
}
