namespace OrleansFederation.Modeling.Templates;

/// <summary>Writes layers in short, for templates.</summary>
internal static class LayerSpecs
{
    /// <summary>A layer; what is not given gets its default.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="arguments">The arguments that differ from their defaults.</param>
    public static LayerSpec Layer(string kind, params ReadOnlySpan<(string Name, double Value)> arguments)
    {
        Dictionary<string, double> all = new(StringComparer.Ordinal);
        foreach (var argument in LayerRules.Find(kind)!.Arguments.Where(argument => argument.Default is not null))
        {
            all[argument.Name] = argument.Default!.Value;
        }

        foreach (var (name, value) in arguments)
        {
            all[name] = value;
        }

        return new(kind, all);
    }

    /// <summary>A sequential block.</summary>
    public static LayerSpec Sequential(params IReadOnlyList<LayerSpec> layers) => Block("sequential", layers, null);

    /// <summary>A residual block.</summary>
    /// <param name="layers">The layers whose output is added.</param>
    /// <param name="shortcut">What the input passes beside them; null where it is added as it is.</param>
    public static LayerSpec Residual(IReadOnlyList<LayerSpec> layers, IReadOnlyList<LayerSpec>? shortcut = null) => Block("residual", layers, shortcut);

    private static LayerSpec Block(string kind, IReadOnlyList<LayerSpec> layers, IReadOnlyList<LayerSpec>? shortcut)
    {
        Dictionary<string, IReadOnlyList<LayerSpec>> branches = new(StringComparer.Ordinal) { ["layers"] = layers };
        if (shortcut is not null)
        {
            branches.Add("shortcut", shortcut);
        }

        return Layer(kind) with { Branches = branches };
    }
}
