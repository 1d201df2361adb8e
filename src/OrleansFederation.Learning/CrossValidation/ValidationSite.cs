namespace OrleansFederation.CrossValidation;

/// <summary>A site of a cross-validation, or a client where all live at one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Clients">The ordinals of its clients, ascending.</param>
public sealed record ValidationSite(string Name, IReadOnlyList<int> Clients);
