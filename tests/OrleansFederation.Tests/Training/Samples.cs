using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Randomness;

namespace OrleansFederation.Training;

/// <summary>Small models, data and requests.</summary>
internal static class Samples
{
    /// <summary>A layer whose arguments are the rule's defaults but for those given.</summary>
    public static LayerSpec Layer(string kind, params (string Name, double Value)[] arguments)
    {
        var complete = LayerRules.Find(kind)!.Arguments.Where(argument => argument.Default is not null).ToDictionary(argument => argument.Name, argument => argument.Default!.Value);
        foreach (var (name, value) in arguments)
        {
            complete[name] = value;
        }

        return new(kind, complete);
    }

    public static ModelSpec Model(int[] input, LossKind loss, params LayerSpec[] layers) => new("sample", input, layers, loss);

    /// <summary>Every layer that training treats specially: convolutions, relu before maxpool, batchnorm's buffers and dropout; 3 classes.</summary>
    public static ModelSpec Cnn { get; } = Model(
        [2, 10, 10],
        LossKind.CrossEntropy,
        Layer("conv2d", ("out", 8), ("kernel", 3)),
        Layer("batchnorm2d"),
        Layer("relu"),
        Layer("maxpool2d", ("kernel", 2)),
        Layer("conv2d", ("out", 16), ("kernel", 3), ("padding", 1), ("groups", 2)),
        Layer("relu"),
        Layer("maxpool2d", ("kernel", 2)),
        Layer("flatten"),
        Layer("dropout", ("rate", 0.3)),
        Layer("linear", ("out", 3)));

    /// <summary>One linear layer from two numbers to an output.</summary>
    public static ModelSpec Line(LossKind loss, int outputs = 1) => Model([2], loss, Layer("linear", ("out", outputs)));

    public static TrainingRequest Request(ModelSpec model, IDataSet data, TrainingSpec? training = null, ulong seed = 5) =>
        new(new FederationSpec { Name = "sample", Model = model, Clients = new(), Rounds = 1, Training = training ?? new() }, seed, ModelPlan.Create(model).Initialise(3), data);

    /// <summary>Examples of gaussian inputs; a class is coded in the mean, so that there is something to learn.</summary>
    public static ArrayData Data(int[] shape, int count, int classes, ulong seed = 11)
    {
        var random = new SeededRandom(seed);
        var width = shape.Aggregate(1, (product, size) => product * size);
        var (inputs, targets) = (new float[count * width], new float[count]);
        for (var i = 0; i < count; i++)
        {
            targets[i] = random.NextInt(classes);
            for (var j = 0; j < width; j++)
            {
                inputs[i * width + j] = (float)random.NextGaussian() + targets[i] - (classes - 1) / 2f;
            }
        }

        return new(shape, inputs, targets);
    }
}
