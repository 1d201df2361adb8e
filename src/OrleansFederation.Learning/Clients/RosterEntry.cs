namespace OrleansFederation.Clients;

/// <summary>One client in a federation's roster.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Ordinal">Its ordinal: data part, seeds and fold order follow from it.</param>
/// <param name="Site">The site at which it lives.</param>
public sealed record RosterEntry(string Id, int Ordinal, string Site);
