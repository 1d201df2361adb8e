using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>A model worked out: the shape after each layer, and the layout of all parameters.</summary>
public sealed class ModelPlan
{
    // As float32 this stays below the 2 GiB that one array, one safetensors file and one ONNX file may have.
    private const long MaximumLength = 500_000_000;

    private readonly IReadOnlyList<LayerTensor> _tensors;

    private ModelPlan(ModelSpec spec, IReadOnlyList<LayerPlan> layers, ParameterLayout layout, IReadOnlyList<LayerTensor> tensors)
    {
        Spec = spec;
        Layers = layers;
        Layout = layout;
        _tensors = tensors;
    }

    /// <summary>The model.</summary>
    public ModelSpec Spec { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<LayerPlan> Layers { get; }

    /// <summary>The layout of all parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The shape of one output without the batch dimension.</summary>
    public IReadOnlyList<int> Output => Layers[^1].Output;

    /// <summary>Works a model out.</summary>
    /// <param name="spec">The model; arguments complete and within their ranges.</param>
    /// <exception cref="FederationException">FED1002, FED1003 or FED1005, at <c>model.layers[i]</c> or <c>model.input</c>.</exception>
    public static ModelPlan Create(ModelSpec spec)
    {
        var (plan, problem) = TryCreate(spec);
        return plan ?? throw new FederationException(problem!);
    }

    /// <summary>Works a model out, or says why that cannot be done.</summary>
    /// <param name="spec">The model; arguments complete and within their ranges.</param>
    /// <returns>The plan, or the first problem, at <c>model.layers[i]</c> or <c>model.input</c>.</returns>
    public static (ModelPlan? Plan, Problem? Problem) TryCreate(ModelSpec spec)
    {
        var shape = spec.Input;
        if (shape.Count == 0 || shape.Any(size => size < 1) || Size(shape) > MaximumLength)
        {
            return (null, FederationErrors.InvalidValue.At("model.input", $"{LayerShape.Text(shape)} is not the shape of an input", "Give sizes of 1 or more, for example [1, 28, 28]."));
        }

        var offset = 0;
        List<LayerPlan> layers = [];
        List<LayerTensor> tensors = [];
        List<ParameterEntry> entries = [];
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            var layer = spec.Layers[i];
            if (LayerRules.Find(layer.Kind) is not { } rule)
            {
                return (null, FederationErrors.InvalidValue.At($"model.layers[{i}]", $"there is no layer '{layer.Kind}'"));
            }

            var applied = rule.Apply(layer, shape);
            if (applied.Misfit is { } misfit)
            {
                return (null, FederationErrors.ShapeMismatch.At($"model.layers[{i}]", misfit));
            }

            if (Size(applied.Output) > MaximumLength || offset + applied.Tensors.Sum(tensor => Size(tensor.Shape)) > MaximumLength)
            {
                return (null, FederationErrors.InvalidValue.At($"model.layers[{i}]", $"{layer.Kind} makes an output or a model of more than {MaximumLength} numbers", "Make the layer smaller."));
            }

            List<ParameterEntry> own = [];
            foreach (var tensor in applied.Tensors)
            {
                var entry = new ParameterEntry($"{i}.{tensor.Name}", tensor.Shape, offset, tensor.Kind);
                own.Add(entry);
                offset += entry.Length;
            }

            layers.Add(new(i, layer, shape, applied.Output, own));
            entries.AddRange(own);
            tensors.AddRange(applied.Tensors);
            shape = applied.Output;
        }

        return layers.Count == 0
            ? (null, FederationErrors.MissingKey.At("model.layers", "a model needs at least one layer"))
            : (new(spec, layers, new ParameterLayout(entries), tensors), null);
    }

    private static long Size(IReadOnlyList<int> shape) =>
        (long)Math.Min(long.MaxValue / 2, shape.Aggregate(1.0, (product, size) => product * size));

    /// <summary>Makes the initial parameters of a seed: the same on every machine.</summary>
    /// <param name="seed">The spec's seed.</param>
    public float[] Initialise(long seed)
    {
        var values = new float[Layout.Length];
        new InitialParameters(Layout, _tensors, seed).Read(values);
        return values;
    }

    /// <summary>Begins the initial parameters of a seed, to be made block by block: the numbers of <see cref="Initialise"/>.</summary>
    /// <param name="seed">The spec's seed.</param>
    public InitialParameters Begin(long seed) => new(Layout, _tensors, seed);
}
