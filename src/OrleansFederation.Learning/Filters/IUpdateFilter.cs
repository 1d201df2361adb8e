using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>Something done to an update where it was made, before it leaves the client. A new one is a file here and a line in <see cref="UpdateFilters"/>.</summary>
public interface IUpdateFilter
{
    /// <summary>The name in the spec, for example <c>int8</c>: lower case.</summary>
    string Name { get; }

    /// <summary>What it does and when to choose it, in one sentence, for people.</summary>
    string Description { get; }

    /// <summary>Where in a list of filters it belongs.</summary>
    FilterStage Stage { get; }

    /// <summary>Its arguments, in the order of the spec's long form; the first may be given alone.</summary>
    IReadOnlyList<NumericArgument> Arguments { get; }
}
