namespace OrleansFederation.Modeling.Layers;

/// <summary>x + f(x), or s(x) + f(x) with a shortcut s (He et al. 2016).</summary>
internal sealed class Residual : ILayerBlockRule
{
    /// <summary>The branch of f.</summary>
    public const string Layers = "layers";

    /// <summary>The branch of s.</summary>
    public const string Shortcut = "shortcut";

    /// <inheritdoc/>
    public string Kind => "residual";

    /// <inheritdoc/>
    public string Description => "Adds what its layers make of the input to the input, or to what its shortcut makes of it.";

    /// <inheritdoc/>
    public IReadOnlyList<LayerBranch> Branches { get; } =
    [
        new(Layers, "The layers whose output is added."),
        new(Shortcut, "The layers that the input passes beside them, where shapes differ; without them it is added as it is."),
    ];

    /// <inheritdoc/>
    public LayerShape Join(IReadOnlyList<int> input, IReadOnlyDictionary<string, IReadOnlyList<int>> outputs)
    {
        var (inner, beside) = (outputs[Layers], outputs.GetValueOrDefault(Shortcut) ?? input);
        return inner.SequenceEqual(beside)
            ? LayerShape.Of([.. inner])
            : LayerShape.Misfits($"residual cannot add its layers' output of shape {LayerShape.Text(inner)} to {(outputs.ContainsKey(Shortcut) ? "its shortcut's output" : "its input")} of shape {LayerShape.Text(beside)}; give it a shortcut that makes the same shape");
    }
}
