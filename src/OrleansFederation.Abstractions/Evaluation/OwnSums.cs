namespace OrleansFederation.Evaluation;

/// <summary>The sums of a figure that a plugin counts. Both merge by adding, so that the figure is the same for every grouping of clients.</summary>
/// <param name="Name">The figure's name: the plugin's, a dot, and the name that it gives the figure.</param>
/// <param name="Numerator">The sum above the line; finite.</param>
/// <param name="Denominator">The sum below the line, often the number of examples; finite.</param>
[GenerateSerializer, Immutable, Alias("of.own-sums")]
public sealed record OwnSums([property: Id(0)] string Name, [property: Id(1)] double Numerator, [property: Id(2)] double Denominator)
{
    /// <summary>The figure: one sum over the other; NaN where both are 0.</summary>
    public double Value => Numerator / Denominator;

    /// <summary>Adds the sums of two groups of examples, by name, in the order of names.</summary>
    /// <param name="left">The sums of one; null where it has none.</param>
    /// <param name="right">The sums of the other; null where it has none.</param>
    /// <returns>The sums over both; null where one lacks what the other has, so that no figure leaves examples out unsaid.</returns>
    public static IReadOnlyList<OwnSums>? Merge(IReadOnlyList<OwnSums>? left, IReadOnlyList<OwnSums>? right)
    {
        if (left is null || right is null || left.Count != right.Count)
        {
            return null;
        }

        OwnSums[] mine = [.. left.OrderBy(sums => sums.Name, StringComparer.Ordinal)];
        OwnSums[] others = [.. right.OrderBy(sums => sums.Name, StringComparer.Ordinal)];
        return mine.Zip(others).All(pair => pair.First.Name == pair.Second.Name)
            ? [.. mine.Zip(others, (a, b) => new OwnSums(a.Name, a.Numerator + b.Numerator, a.Denominator + b.Denominator))]
            : null;
    }
}
