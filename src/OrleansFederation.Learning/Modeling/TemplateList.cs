namespace OrleansFederation.Modeling;

/// <summary>One list of whole numbers that a template takes.</summary>
/// <param name="Name">The key in the spec.</param>
/// <param name="Description">What it is, for the schema and for messages.</param>
/// <param name="Default">The default.</param>
/// <param name="Maximum">The greatest value; the least is 1.</param>
/// <param name="Items">The most items; the fewest is 0.</param>
public sealed record TemplateList(string Name, string Description, IReadOnlyList<int> Default, int Maximum, int Items);
