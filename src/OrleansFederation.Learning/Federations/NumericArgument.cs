namespace OrleansFederation.Federations;

/// <summary>One numeric parameter of a layer kind, an aggregation rule or a server optimiser.</summary>
/// <param name="Name">The key in the spec.</param>
/// <param name="Description">What it is, for the schema and for messages.</param>
/// <param name="Default">The default; null where it is required.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
/// <param name="Whole">Whether it is a whole number.</param>
public sealed record NumericArgument(string Name, string Description, double? Default, double Minimum, double Maximum, bool Whole = true)
{
    /// <summary>Whether it came after its kind: the canonical form leaves its default out, so that specs from before keep their digests.</summary>
    public bool IsLater { get; init; }
}
