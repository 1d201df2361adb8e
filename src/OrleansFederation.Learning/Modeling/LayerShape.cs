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

    /// <summary>Writes a shape as messages show it: <c>[1, 28, 28]</c>.</summary>
    /// <param name="shape">The shape.</param>
    public static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Why a layer that takes images cannot take this input; null where it can.</summary>
    /// <param name="kind">The layer's kind.</param>
    /// <param name="input">The input's shape.</param>
    internal static LayerShape? UnlessImage(string kind, IReadOnlyList<int> input) =>
        input.Count == 3 ? null : Misfits($"{kind} takes an image of shape [channels, height, width], but gets an input of shape {Text(input)}; move it before flatten, or give model.input three sizes");

    /// <summary>Why a layer that takes channels of a length cannot take this input; null where it can.</summary>
    /// <param name="kind">The layer's kind.</param>
    /// <param name="input">The input's shape.</param>
    internal static LayerShape? UnlessChannels(string kind, IReadOnlyList<int> input) =>
        input.Count == 2 ? null : Misfits($"{kind} takes an input of shape [channels, length], but gets one of shape {Text(input)}; give model.input two sizes, or put a transpose before it where positions come first");

    /// <summary>Why a layer that takes sequences cannot take this input; null where it can.</summary>
    /// <param name="kind">The layer's kind.</param>
    /// <param name="input">The input's shape.</param>
    internal static LayerShape? UnlessSequence(string kind, IReadOnlyList<int> input) =>
        input.Count == 2 ? null : Misfits($"{kind} takes a sequence of shape [positions, width], but gets an input of shape {Text(input)}; put an embedding before it, or give model.input two sizes");
}
