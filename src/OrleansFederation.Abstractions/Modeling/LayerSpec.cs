namespace OrleansFederation.Modeling;

/// <summary>One layer of a model: its kind, its numeric parameters and, where it is a block, the layers inside.</summary>
/// <param name="Kind">The kind in lower case, for example <c>conv2d</c>.</param>
/// <param name="Arguments">The parameters by name, for example <c>out: 32, kernel: 3</c>; defaults are filled in when a spec is read.</param>
public sealed record LayerSpec(string Kind, IReadOnlyDictionary<string, double> Arguments)
{
    private static readonly Dictionary<string, IReadOnlyList<LayerSpec>> NoBranches = [];

    /// <summary>The layers inside a block by the names of its branches, for example <c>layers</c> and <c>shortcut</c>; empty for a layer that is no block. A branch that is left out is not named.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LayerSpec>> Branches { get; init; } = NoBranches;
}
