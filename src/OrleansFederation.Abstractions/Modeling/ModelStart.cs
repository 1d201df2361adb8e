namespace OrleansFederation.Modeling;

/// <summary>What a model's parameters begin with in place of random ones: a registered version or an outside file, one of the two.</summary>
/// <param name="Model">The model of the version; null for a file.</param>
/// <param name="Version">The version's number, from 1; 0 for a file.</param>
/// <param name="Safetensors">The path of a safetensors file on the coordinator, variables unexpanded; null for a version.</param>
/// <param name="Fresh">Patterns of layers or parameters that begin at random all the same, such as a head for other classes.</param>
public sealed record ModelStart(string? Model, int Version, string? Safetensors, IReadOnlyList<string> Fresh);
