namespace OrleansFederation.Clients;

/// <summary>
/// Names what a client kept of one round for a later one. It belongs to the update that the client made then: where the same round was
/// trained twice with other bits, on another kind of processor for example, each update has the state that goes with it.
/// </summary>
/// <param name="Site">The site at which the client lives.</param>
/// <param name="Federation">The federation's name.</param>
/// <param name="Client">The client's id.</param>
/// <param name="Name">What it is for, such as <c>feedback</c>.</param>
/// <param name="Round">The round in which it was written.</param>
/// <param name="Update">The SHA-256 of the update that was made with it.</param>
public sealed record ClientStateKey(string Site, string Federation, string Client, string Name, int Round, string Update);
