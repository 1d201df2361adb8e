namespace OrleansFederation.Modeling;

/// <summary>A list of layers within a block.</summary>
/// <param name="Name">The key in the spec.</param>
/// <param name="Description">What it is, for the schema and for messages.</param>
public sealed record LayerBranch(string Name, string Description);
