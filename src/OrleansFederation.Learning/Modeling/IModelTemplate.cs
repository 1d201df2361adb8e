using OrleansFederation.Federations;

namespace OrleansFederation.Modeling;

/// <summary>A well-known model that a few numbers describe. It is expanded to layers when a spec is read; the canonical spec keeps the layers.</summary>
public interface IModelTemplate
{
    /// <summary>The name in a spec, lower case.</summary>
    string Name { get; }

    /// <summary>One sentence for the schema.</summary>
    string Description { get; }

    /// <summary>The numbers.</summary>
    IReadOnlyList<NumericArgument> Arguments { get; }

    /// <summary>The lists of whole numbers.</summary>
    IReadOnlyList<TemplateList> Lists { get; }

    /// <summary>The shape of an example that the model takes where its arguments say it all; null where the spec must give it.</summary>
    /// <param name="arguments">The arguments, complete and within their ranges.</param>
    IReadOnlyList<int>? Input(TemplateArguments arguments);

    /// <summary>Writes the layers out.</summary>
    /// <param name="arguments">The arguments, complete and within their ranges.</param>
    /// <param name="input">The shape of one example.</param>
    IReadOnlyList<LayerSpec> Expand(TemplateArguments arguments, IReadOnlyList<int> input);
}
