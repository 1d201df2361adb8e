namespace OrleansFederation.Modeling;

/// <summary>A float32 tensor of a program.</summary>
/// <param name="Name">Its name within the program, for example <c>conv1.weight</c>.</param>
/// <param name="Shape">Its shape; empty for a single number.</param>
/// <param name="IsBuffer">Whether the program keeps it by itself, as BatchNorm its running mean, and gradients do not change it.</param>
public sealed record ProgramTensor(string Name, IReadOnlyList<int> Shape, bool IsBuffer);
