using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Templates;

/// <summary>A multilayer perceptron: linear layers with relus between them.</summary>
internal sealed class Mlp : IModelTemplate
{
    /// <inheritdoc/>
    public string Name => "mlp";

    /// <inheritdoc/>
    public string Description => "A multilayer perceptron; without hidden layers it is logistic or linear regression.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("classes", "The number of outputs.", null, 1, 1 << 20),
        new("dropout", "The share of elements set to zero behind each hidden layer while training.", 0, 0, 0.99, Whole: false),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TemplateList> Lists { get; } = [new("hidden", "The widths of the hidden layers.", [128], 1 << 20, 50)];

    /// <inheritdoc/>
    public IReadOnlyList<int>? Input(TemplateArguments arguments) => null;

    /// <inheritdoc/>
    public IReadOnlyList<LayerSpec> Expand(TemplateArguments arguments, IReadOnlyList<int> input)
    {
        List<LayerSpec> layers = [];
        if (input.Count > 1)
        {
            layers.Add(LayerSpecs.Layer("flatten"));
        }

        foreach (var width in arguments.Lists["hidden"])
        {
            layers.AddRange([LayerSpecs.Layer("linear", ("out", width)), LayerSpecs.Layer("relu")]);
            if (arguments.Numbers["dropout"] > 0)
            {
                layers.Add(LayerSpecs.Layer("dropout", ("rate", arguments.Numbers["dropout"])));
            }
        }

        return [.. layers, LayerSpecs.Layer("linear", ("out", arguments["classes"]))];
    }
}
