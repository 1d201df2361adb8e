using System.Globalization;
using OrleansFederation.Errors;
using OrleansFederation.Modeling.Layers;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>Works layers out one after another, depth first, and collects their tensors in that order.</summary>
/// <param name="spec">The model: its template gives all layers one place, and it says what is frozen and adapted.</param>
internal sealed class PlanBuilder(ModelSpec spec)
{
    // As float32 this stays below the 2 GiB that one array, one safetensors file and one ONNX file may have.
    private const long MaximumLength = 500_000_000;

    private readonly string? _template = spec.Template is null ? null : "model.template";
    private int _offset;

    /// <summary>The positions of which the model's embedding tells which are padding; null where none are.</summary>
    private int? _padded;

    /// <summary>How the entries begin.</summary>
    public List<LayerTensor> Tensors { get; } = [];

    /// <summary>The entries of the layout.</summary>
    public List<ParameterEntry> Entries { get; } = [];

    /// <summary>The first problem; null where there is none.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Works a chain of layers out.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shape">The shape of the first one's input.</param>
    /// <param name="path">What stands before the paths of the layers; empty, or with a dot at its end.</param>
    /// <param name="place">The place of the list.</param>
    /// <param name="first">Whether the first layer takes the model's own input.</param>
    /// <returns>The layers; null where there is a <see cref="Problem"/>.</returns>
    public IReadOnlyList<LayerPlan>? Chain(IReadOnlyList<LayerSpec> layers, IReadOnlyList<int> shape, string path, string place, bool first)
    {
        List<LayerPlan> chain = [];
        foreach (var (i, layer) in layers.Index())
        {
            var index = i.ToString(CultureInfo.InvariantCulture);
            if (Layer(layer, shape, path + index, _template ?? $"{place}[{index}]", first && i == 0) is not { } plan)
            {
                return null;
            }

            chain.Add(plan);
            shape = plan.Output;
        }

        return chain;
    }

    /// <summary>The number of elements of a shape, without overflow.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>The number, or one above every limit.</returns>
    public static long Size(IReadOnlyList<int> shape) =>
        (long)Math.Min(long.MaxValue / 2, shape.Aggregate(1.0, (product, size) => product * size));

    /// <summary>Whether a shape has more elements than a model may have.</summary>
    /// <param name="shape">The shape.</param>
    public static bool TooLarge(IReadOnlyList<int> shape) => Size(shape) > MaximumLength;

    private LayerPlan? Layer(LayerSpec layer, IReadOnlyList<int> input, string path, string place, bool first)
    {
        if (LayerRules.Find(layer.Kind) is not { } rule)
        {
            return Refuse(FederationErrors.InvalidValue.At(place, $"there is no layer '{layer.Kind}'"));
        }

        if (rule is ILayerBlockRule block)
        {
            return Block(block, layer, input, path, place, first);
        }

        if (rule.TakesModelInput && !first)
        {
            return Refuse(FederationErrors.ShapeMismatch.At(place, $"{layer.Kind} takes the model's own input, but there are layers before it", "Make it the first layer."));
        }

        var applied = rule.Apply(layer, input);
        if (applied.Misfit is { } misfit)
        {
            return Refuse(FederationErrors.ShapeMismatch.At(place, misfit));
        }

        if (layer.Kind == Embedding.Name && Embedding.PaddingOf(layer) is not null)
        {
            _padded = input[0];
        }

        var isPadded = _padded is not null && (layer.Kind is "attention" or "mean");
        if (isPadded && input[0] != _padded)
        {
            return Refuse(FederationErrors.ShapeMismatch.At(place, $"{layer.Kind} takes {input[0]} positions, and which are padding is known of the {_padded} of the embedding", "Let the layers between keep the positions, or remove the embedding's padding."));
        }

        var adapter = LayerAdapter.Of(spec.Lora, layer.Kind, path);
        IReadOnlyList<LayerTensor> tensors = adapter is null ? applied.Tensors : [.. applied.Tensors, .. adapter.Tensors(applied.Tensors, spec.Lora!.Rank)];
        if (TooLarge(applied.Output) || _offset + tensors.Sum(tensor => Size(tensor.Shape)) > MaximumLength)
        {
            return Refuse(FederationErrors.InvalidValue.At(place, $"{layer.Kind} makes an output or a model of more than {MaximumLength} numbers", "Make the layer smaller."));
        }

        List<ParameterEntry> own = [];
        foreach (var tensor in tensors)
        {
            var name = $"{path}.{tensor.Name}";
            var entry = new ParameterEntry(name, tensor.Shape, _offset, IsFrozen(name) ? ParameterKind.Frozen : tensor.Kind);
            own.Add(entry);
            _offset += entry.Length;
        }

        Entries.AddRange(own);
        Tensors.AddRange(tensors);
        return new(path, place, layer, input, applied.Output, own, new Dictionary<string, IReadOnlyList<LayerPlan>>()) { Adapter = adapter, IsPadded = isPadded };
    }

    // Beside adapters, only what could not be learned before is trained.
    private bool IsFrozen(string name) =>
        spec.Freeze.Any(pattern => NamePattern.Covers(pattern, name))
        || spec.Lora is not null && !LayerAdapter.Owns(name) && spec.From?.Fresh.Any(pattern => NamePattern.Covers(pattern, name)) != true;

    private LayerPlan? Block(ILayerBlockRule block, LayerSpec layer, IReadOnlyList<int> input, string path, string place, bool first)
    {
        Dictionary<string, IReadOnlyList<LayerPlan>> branches = new(StringComparer.Ordinal);
        foreach (var (i, branch) in block.Branches.Index())
        {
            if (!layer.Branches.TryGetValue(branch.Name, out var layers))
            {
                continue;
            }

            // The first branch alone is written as the block's value, and is no step of a place then.
            var prefix = i == 0 ? $"{path}." : $"{path}.{branch.Name}.";
            var list = layer.Branches.Count == 1 ? place : $"{place}.{branch.Name}";
            if (Chain(layers, input, prefix, list, first) is not { } chain)
            {
                return null;
            }

            branches.Add(branch.Name, chain);
        }

        var joined = block.Join(input, branches.ToDictionary(branch => branch.Key, branch => branch.Value[^1].Output, StringComparer.Ordinal));
        return joined.Misfit is { } misfit
            ? Refuse(FederationErrors.ShapeMismatch.At(place, misfit))
            : new(path, place, layer, input, joined.Output, [], branches);
    }

    private LayerPlan? Refuse(Problem problem)
    {
        Problem = problem;
        return null;
    }
}
