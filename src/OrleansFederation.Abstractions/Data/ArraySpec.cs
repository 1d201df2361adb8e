namespace OrleansFederation.Data;

/// <summary>The names of the arrays in an npz file.</summary>
/// <param name="X">The array of the inputs: its first axis counts the examples.</param>
/// <param name="Y">The array of the targets: one number an example.</param>
public sealed record ArraySpec(string X, string Y);
