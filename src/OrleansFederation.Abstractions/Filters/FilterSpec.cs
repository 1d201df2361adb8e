namespace OrleansFederation.Filters;

/// <summary>What a client does to its update before the update leaves it.</summary>
/// <param name="Filter">The name of the filter.</param>
/// <param name="Arguments">Its arguments by name, all of them: what the spec leaves out has its default.</param>
public sealed record FilterSpec(string Filter, IReadOnlyDictionary<string, double> Arguments)
{
    /// <summary>The value of an argument.</summary>
    /// <param name="argument">Its name; one that the filter declares.</param>
    public double this[string argument] => Arguments[argument];
}
