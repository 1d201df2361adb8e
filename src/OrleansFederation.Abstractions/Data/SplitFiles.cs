namespace OrleansFederation.Data;

/// <summary>The files of the parts, each a path like <see cref="DataSpec.Path"/>.</summary>
/// <param name="Train">The file for training.</param>
/// <param name="Validation">The file for validation; null for none.</param>
/// <param name="Test">The file for the test; null for none.</param>
public sealed record SplitFiles(string Train, string? Validation, string? Test);
