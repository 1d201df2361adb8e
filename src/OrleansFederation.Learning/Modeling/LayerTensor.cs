using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>A tensor that a layer holds, and how it begins.</summary>
/// <param name="Name">The tensor's name within the layer, for example <c>weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Kind">Trainable or buffer.</param>
/// <param name="Bound">Begins uniform in −Bound…Bound (He et al. 2015 with a = √5, as PyTorch does), where above 0.</param>
/// <param name="Fill">Begins with this value, where <paramref name="Bound"/> is 0.</param>
public sealed record LayerTensor(string Name, IReadOnlyList<int> Shape, ParameterKind Kind, double Bound, float Fill = 0)
{
    /// <summary>Begins normal with mean 0 and this deviation, where above 0.</summary>
    public double Deviation { get; init; }
}
