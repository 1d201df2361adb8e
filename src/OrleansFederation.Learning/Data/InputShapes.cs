namespace OrleansFederation.Data;

/// <summary>Tells whether examples of one shape can be a model's input.</summary>
public static class InputShapes
{
    /// <summary>Whether they are the same, or the model takes the same numbers without the single channel or as one flat row.</summary>
    /// <param name="data">The shape of the data's examples.</param>
    /// <param name="model">The shape that the model takes.</param>
    public static bool Fits(IReadOnlyList<int> data, IReadOnlyList<int> model) =>
        data.SequenceEqual(model)
        || data[0] == 1 && data.Skip(1).SequenceEqual(model)
        || model.Count == 1 && data.Aggregate(1L, (product, size) => product * size) == model[0];
}
