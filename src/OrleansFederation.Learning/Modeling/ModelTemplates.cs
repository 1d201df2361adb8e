using OrleansFederation.Modeling.Templates;

namespace OrleansFederation.Modeling;

/// <summary>Every template. A new one is a line here, a file in Templates and an entry in the schema, which a test holds against it.</summary>
public static class ModelTemplates
{
    /// <summary>The templates in alphabetical order of their names.</summary>
    public static IReadOnlyList<IModelTemplate> All { get; } = [new Cnn(), new Mlp(), new ResNet18(), new Transformer()];

    /// <summary>Finds a template by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The template; null where there is none.</returns>
    public static IModelTemplate? Find(string name) => All.FirstOrDefault(template => template.Name == name);
}
