namespace OrleansFederation.Rounds;

/// <summary>From which round a client goes on: the last committed one before the present in which it contributed.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Round">That round's number.</param>
/// <param name="Update">The digest of the update that it contributed.</param>
public sealed record Continuation(string Client, int Round, string Update);
