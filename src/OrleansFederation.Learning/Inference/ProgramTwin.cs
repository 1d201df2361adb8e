using OrleansFederation.Parameters;

namespace OrleansFederation.Inference;

/// <summary>The ONNX twin of a program.</summary>
/// <param name="Frame">The file without its parameters, over the model's layout.</param>
/// <param name="Values">The numbers that it came with.</param>
public sealed record ProgramTwin(ParameterFrame Frame, float[] Values);
