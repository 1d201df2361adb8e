namespace OrleansFederation.Rounds;

/// <summary>From what a client goes on: what it kept with the update that it contributed last, in a committed round before the present one.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Round">The number of the round in which it began that update: the one in which it contributed, or, in an asynchronous federation, an earlier one.</param>
/// <param name="Update">The digest of the update.</param>
public sealed record Continuation(string Client, int Round, string Update);
