namespace OrleansFederation.Inference;

/// <summary>A model's answers.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Digest">The SHA-256 of its ONNX file.</param>
/// <param name="Shape">The shape of the outputs with the batch dimension first.</param>
/// <param name="Outputs">The outputs row by row.</param>
[GenerateSerializer, Immutable, Alias("of.inference-response")]
public sealed record InferenceResponse(
    [property: Id(0)] string Model,
    [property: Id(1)] int Version,
    [property: Id(2)] string Digest,
    [property: Id(3)] IReadOnlyList<int> Shape,
    [property: Id(4)] float[] Outputs);
