namespace OrleansFederation.Modeling;

/// <summary>What a spec says to a template, defaults filled in.</summary>
/// <param name="Numbers">The numbers by name.</param>
/// <param name="Lists">The lists by name.</param>
public sealed record TemplateArguments(IReadOnlyDictionary<string, double> Numbers, IReadOnlyDictionary<string, IReadOnlyList<int>> Lists)
{
    /// <summary>A whole number.</summary>
    /// <param name="name">Its name.</param>
    public int this[string name] => (int)Numbers[name];
}
