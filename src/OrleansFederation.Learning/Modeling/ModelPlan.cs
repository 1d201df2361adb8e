using OrleansFederation.Errors;
using OrleansFederation.Modeling.Layers;
using OrleansFederation.Parameters;

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
        var kept = KeptNames.Of(layout, spec.Kept);
        Moving = new(layout, kept.Count == 0 ? null : entry => kept.Contains(entry.Name));
        Kept = kept.Count == 0 ? null : new(layout, entry => kept.Contains(entry.Name));
        Vocabulary = layers.SelectMany(layer => layer.Deep()).FirstOrDefault(layer => layer.Spec.Kind == Embedding.Name)?.Spec.Arguments["vocabulary"] is { } words ? (int)words : null;
    }

    /// <summary>The model.</summary>
    public ModelSpec Spec { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<LayerPlan> Layers { get; }

    /// <summary>The layout of all parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>What clients send: all but what is frozen or stays with them.</summary>
    public MovingParameters Moving { get; }

    /// <summary>What training changes and stays at the clients; null where nothing does.</summary>
    public ParameterPart? Kept { get; }

    /// <summary>How many token ids the model knows, 0 to one less, where it takes such; null where it takes other numbers.</summary>
    public int? Vocabulary { get; }

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
        if (spec.Input.Count == 0 || spec.Input.Any(size => size < 1) || PlanBuilder.TooLarge(spec.Input))
        {
            return (null, FederationErrors.InvalidValue.At("model.input", $"{LayerShape.Text(spec.Input)} is not the shape of an input", "Give sizes of 1 or more, for example [1, 28, 28]."));
        }

        if (spec.Program is { } program)
        {
            var plan = ProgramPlan.Of(spec, program);
            return plan is { } single
                ? (new(spec, [single.Layer], new ParameterLayout(single.Layer.Parameters), single.Tensors), null)
                : (null, FederationErrors.InvalidValue.At(program.Place, "it has no parameters, or more than a model may have", "Describe the program anew: `fed model describe`."));
        }

        if (spec.Layers.Count == 0)
        {
            return (null, FederationErrors.MissingKey.At("model.layers", "a model needs at least one layer"));
        }

        var builder = new PlanBuilder(spec);
        var layers = builder.Chain(spec.Layers, spec.Input, path: "", "model.layers", first: true);
        return layers is null
            ? (null, builder.Problem)
            : (new(spec, layers, new ParameterLayout(builder.Entries), builder.Tensors), null);
    }

    /// <summary>The entries that <see cref="ModelSpec.From"/> gives values: all but adapters and what begins afresh.</summary>
    public IReadOnlyList<ParameterEntry> Given() =>
        [.. Layout.Entries.Where(entry => !LayerAdapter.Owns(entry.Name) && Spec.From?.Fresh.Any(pattern => NamePattern.Covers(pattern, entry.Name)) != true)];

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
