namespace OrleansFederation.Modeling;

/// <summary>One layer of a model: its kind and its numeric parameters.</summary>
/// <param name="Kind">The kind in lower case, for example <c>conv2d</c>.</param>
/// <param name="Arguments">The parameters by name, for example <c>out: 32, kernel: 3</c>; defaults are filled in when a spec is read.</param>
public sealed record LayerSpec(string Kind, IReadOnlyDictionary<string, double> Arguments);
