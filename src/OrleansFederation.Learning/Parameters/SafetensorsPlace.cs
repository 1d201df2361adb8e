namespace OrleansFederation.Parameters;

/// <summary>Where a tensor of a safetensors file lies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its element type as the file names it.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Its first byte, from where the data begin.</param>
/// <param name="End">The byte behind its last.</param>
internal sealed record SafetensorsPlace(string Name, string Dtype, long[] Shape, long Begin, long End);
