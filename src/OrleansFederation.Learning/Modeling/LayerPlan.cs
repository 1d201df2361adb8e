using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>One layer in its place in a model.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Spec">The layer.</param>
/// <param name="Input">The shape of its input without the batch dimension.</param>
/// <param name="Output">The shape of its output without the batch dimension.</param>
/// <param name="Parameters">Its entries in the model's layout, in the order of the rule's tensors.</param>
public sealed record LayerPlan(int Index, LayerSpec Spec, IReadOnlyList<int> Input, IReadOnlyList<int> Output, IReadOnlyList<ParameterEntry> Parameters);
