namespace OrleansFederation.Preprocessing;

/// <summary>Preprocessing that each client has for itself, as a file.</summary>
/// <param name="Schema">The form's number.</param>
/// <param name="Clients">The clients' own, by their ids.</param>
internal sealed record PersonalFile(int Schema, SortedDictionary<string, FittedFile> Clients);
