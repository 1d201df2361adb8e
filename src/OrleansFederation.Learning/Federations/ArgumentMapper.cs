namespace OrleansFederation.Federations;

/// <summary>Maps the numeric arguments of a layer, a rule, an optimiser or an attack.</summary>
internal static class ArgumentMapper
{
    /// <summary>Maps them: a number alone is the first argument, and what is left out has its default.</summary>
    /// <param name="arguments">The arguments that there are, in the order of the long form.</param>
    /// <param name="given">What the spec gives: nothing, a number, or a mapping.</param>
    /// <returns>A value for every argument.</returns>
    public static Dictionary<string, double> Map(IReadOnlyList<NumericArgument> arguments, SpecValue given)
    {
        Dictionary<string, double> values = new(StringComparer.Ordinal);
        foreach (var (place, argument) in arguments.Index())
        {
            var alone = place == 0 ? given.Number : null;
            values[argument.Name] = alone ?? given[argument.Name].Number ?? argument.Default ?? argument.Minimum;
        }

        return values;
    }
}
