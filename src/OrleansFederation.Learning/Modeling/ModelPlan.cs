using OrleansFederation.Errors;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Modeling;

/// <summary>A model worked out: the shape after each layer, and the layout of all parameters.</summary>
public sealed class ModelPlan
{
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
    /// <exception cref="FederationException">FED1002 or FED1005, at <c>model.layers[i]</c>.</exception>
    public static ModelPlan Create(ModelSpec spec)
    {
        var (plan, problem) = TryCreate(spec);
        return plan ?? throw new FederationException(problem!);
    }

    /// <summary>Works a model out, or says why that cannot be done.</summary>
    /// <param name="spec">The model; arguments complete and within their ranges.</param>
    /// <returns>The plan, or the first problem, at <c>model.layers[i]</c>.</returns>
    public static (ModelPlan? Plan, Problem? Problem) TryCreate(ModelSpec spec)
    {
        var shape = spec.Input;
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

            List<ParameterEntry> own = [];
            foreach (var tensor in applied.Tensors)
            {
                var entry = new ParameterEntry($"{i}.{tensor.Name}", tensor.Shape, offset, tensor.Kind);
                own.Add(entry);
                offset = checked(offset + entry.Length);
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

    /// <summary>Makes the initial parameters of a seed: the same on every machine.</summary>
    /// <param name="seed">The spec's seed.</param>
    public float[] Initialise(long seed)
    {
        var values = new float[Layout.Length];
        for (var i = 0; i < _tensors.Count; i++)
        {
            var (entry, tensor) = (Layout.Entries[i], _tensors[i]);
            var span = values.AsSpan(entry.Offset, entry.Length);
            if (tensor.Bound == 0)
            {
                span.Fill(tensor.Fill);
                continue;
            }

            var random = new SeededRandom(SeededRandom.Derive(seed, "initialise", i));
            foreach (ref var value in span)
            {
                value = (float)((2 * random.NextDouble() - 1) * tensor.Bound);
            }
        }

        return values;
    }
}
