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
        Layer("flatten"),
        Layer("linear", ("out", 7)),
        Layer("softmax"));

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

    /// <summary>Standard normal inputs.</summary>
    public static float[] Inputs(ModelSpec model, int count, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var values = new float[count * model.Input.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return values;
    }
}
