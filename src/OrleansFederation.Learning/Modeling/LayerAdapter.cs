using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>The low-rank adapter of a layer's matrix: W + Scale · B·A.</summary>
/// <param name="Matrix">The name of W within the layer.</param>
/// <param name="Scale">alpha / rank.</param>
public sealed record LayerAdapter(string Matrix, double Scale)
{
    /// <summary>The name of A within the layer: rank × inputs, uniform in ±1/√inputs at first as a linear layer's weight.</summary>
    public const string Inner = "lora_a";

    /// <summary>The name of B within the layer: outputs × rank, zeros at first, so that the adapted layer begins as the layer.</summary>
    public const string Outer = "lora_b";

    /// <summary>Whether a parameter belongs to an adapter.</summary>
    /// <param name="name">The parameter's name.</param>
    public static bool Owns(string name) => name.EndsWith("." + Inner, StringComparison.Ordinal) || name.EndsWith("." + Outer, StringComparison.Ordinal);

    /// <summary>Makes the adapter of a layer.</summary>
    /// <param name="lora">What the spec says; null where it asks for none.</param>
    /// <param name="kind">The layer's kind.</param>
    /// <param name="path">The layer's path.</param>
    /// <returns>The adapter; null where the layer gets none.</returns>
    internal static LayerAdapter? Of(LoraSpec? lora, string kind, string path)
    {
        var matrix = kind switch { "linear" => "weight", "attention" => "in_proj_weight", _ => null };
        return matrix is not null && lora is not null && lora.Layers.Any(pattern => NamePattern.Covers(pattern, path)) ? new(matrix, lora.Alpha / lora.Rank) : null;
    }

    /// <summary>The tensors that it adds to the layer's own.</summary>
    /// <param name="own">The layer's own.</param>
    /// <param name="rank">The rank.</param>
    internal IEnumerable<LayerTensor> Tensors(IReadOnlyList<LayerTensor> own, int rank)
    {
        var shape = own.First(tensor => tensor.Name == Matrix).Shape;
        return [new(Inner, [rank, shape[1]], ParameterKind.Trainable, 1 / Math.Sqrt(shape[1])), new(Outer, [shape[0], rank], ParameterKind.Trainable, 0)];
    }
}
