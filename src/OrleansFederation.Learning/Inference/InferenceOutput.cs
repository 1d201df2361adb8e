namespace OrleansFederation.Inference;

/// <summary>A model's outputs.</summary>
/// <param name="Values">The outputs row by row.</param>
/// <param name="Shape">Their shape with the batch dimension first.</param>
public sealed record InferenceOutput(float[] Values, IReadOnlyList<int> Shape);
