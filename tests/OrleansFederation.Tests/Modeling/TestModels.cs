using OrleansFederation.Randomness;

namespace OrleansFederation.Modeling;

/// <summary>Models for tests.</summary>
internal static class TestModels
{
    /// <summary>The CNN of the MNIST spec: 225,034 parameters.</summary>
    public static ModelSpec Mnist { get; } = Of(
        [1, 28, 28],
        Layer("conv2d", ("out", 32), ("kernel", 3)),
        Layer("relu"),
        Layer("maxpool2d", ("kernel", 2)),
        Layer("conv2d", ("out", 64), ("kernel", 3)),
        Layer("relu"),
        Layer("maxpool2d", ("kernel", 2)),
        Layer("flatten"),
        Layer("linear", ("out", 128)),
        Layer("relu"),
        Layer("linear", ("out", 10)));

    /// <summary>A model with every kind of layer.</summary>
    public static ModelSpec Everything { get; } = Of(
        [2, 12, 12],
        Layer("conv2d", ("out", 8), ("kernel", 3), ("padding", 1)),
        Layer("batchnorm2d"),
        Layer("relu"),
        Layer("maxpool2d", ("kernel", 3), ("stride", 2), ("padding", 1)),
        Layer("conv2d", ("out", 12), ("kernel", 3), ("stride", 2), ("groups", 2), ("bias", 0)),
        Layer("groupnorm", ("groups", 3)),
        Layer("gelu"),
        Layer("avgpool2d", ("kernel", 2), ("stride", 1), ("padding", 1)),
        Layer("dropout", ("rate", 0.3)),
        Residual(
            [Layer("conv2d", ("out", 6), ("kernel", 3), ("padding", 1), ("bias", 0)), Layer("batchnorm2d"), Layer("relu")],
            [Layer("conv2d", ("out", 6), ("kernel", 1), ("bias", 0))]),
        Sequential(Residual([Layer("conv2d", ("out", 6), ("kernel", 3), ("padding", 1))]), Layer("relu")),
        Layer("globalavgpool2d"),
        Layer("flatten"),
        Layer("linear", ("out", 7)),
        Layer("softmax"));

    /// <summary>A model of sequences: with <see cref="Everything"/> every kind of layer.</summary>
    public static ModelSpec Sequences { get; } = Of(
        [9],
        Layer("embedding", ("vocabulary", 11), ("width", 6), ("padding", 4)),
        Layer("positional"),
        Sequential(
            Residual([Layer("layernorm"), Layer("attention", ("heads", 3), ("causal", 1))]),
            Residual([Layer("layernorm"), Layer("linear", ("out", 12)), Layer("gelu"), Layer("linear", ("out", 6))])),
        Residual([Layer("attention", ("heads", 2)), Layer("linear", ("out", 5), ("bias", 0))], [Layer("linear", ("out", 5))]),
        Layer("lstm", ("hidden", 4), ("sequence", 1)),
        Layer("gru", ("hidden", 4), ("sequence", 1)),
        Residual([Layer("transpose"), Layer("conv1d", ("out", 4), ("kernel", 3), ("padding", 1), ("groups", 2)), Layer("maxpool1d", ("kernel", 3), ("stride", 1), ("padding", 1)), Layer("avgpool1d", ("kernel", 3), ("stride", 1), ("padding", 1)), Layer("relu"), Layer("transpose")]),
        Residual([Layer("mean")], [Layer("transpose"), Layer("globalavgpool1d")]),
        Layer("linear", ("out", 3)));

    /// <summary>A sequential block.</summary>
    public static LayerSpec Sequential(params LayerSpec[] layers) =>
        Layer("sequential") with { Branches = new Dictionary<string, IReadOnlyList<LayerSpec>> { ["layers"] = layers } };

    /// <summary>A residual block.</summary>
    public static LayerSpec Residual(LayerSpec[] layers, LayerSpec[]? shortcut = null)
    {
        Dictionary<string, IReadOnlyList<LayerSpec>> branches = new() { ["layers"] = layers };
        if (shortcut is not null)
        {
            branches.Add("shortcut", shortcut);
        }

        return Layer("residual") with { Branches = branches };
    }

    /// <summary>The kinds of a model, those within blocks too.</summary>
    public static IEnumerable<string> Kinds(ModelSpec model) =>
        ModelPlan.Create(model).Layers.SelectMany(layer => layer.Deep()).Select(layer => layer.Spec.Kind);

    /// <summary>A layer, with the defaults of its rule filled in.</summary>
    public static LayerSpec Layer(string kind, params (string Name, double Value)[] arguments)
    {
        var all = LayerRules.Find(kind)!.Arguments
            .Where(argument => argument.Default is not null)
            .ToDictionary(argument => argument.Name, argument => argument.Default!.Value);
        foreach (var (name, value) in arguments)
        {
            all[name] = value;
        }

        return new(kind, all);
    }

    /// <summary>A model.</summary>
    public static ModelSpec Of(int[] input, params LayerSpec[] layers) => new("test", input, layers, LossKind.CrossEntropy);

    /// <summary>Parameters such that no layer is trivial: the seed's initial ones, stirred; variances stay positive.</summary>
    public static float[] Parameters(ModelSpec model, long seed = 1)
    {
        var plan = ModelPlan.Create(model);
        var values = plan.Initialise(seed);
        var random = new SeededRandom((ulong)seed);
        foreach (var entry in plan.Layout.Entries)
        {
            foreach (ref var value in values.AsSpan(entry.Offset, entry.Length))
            {
                var stirred = value + 0.3 * random.NextGaussian();
                value = (float)(entry.Name.EndsWith("running_var", StringComparison.Ordinal) ? 0.2 + Math.Abs(stirred) : stirred);
            }
        }

        return values;
    }

    /// <summary>Standard normal inputs, or token ids where the model takes such.</summary>
    public static float[] Inputs(ModelSpec model, int count, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var vocabulary = ModelPlan.Create(model).Vocabulary;
        var values = new float[count * model.Input.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan())
        {
            value = vocabulary is { } tokens ? random.NextInt(tokens) : (float)random.NextGaussian();
        }

        return values;
    }
}
