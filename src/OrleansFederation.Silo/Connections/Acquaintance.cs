namespace OrleansFederation.Connections;

/// <summary>What came of a preamble.</summary>
/// <param name="Refusal">Why the peer is refused; null where it is not.</param>
/// <param name="Client">The client that the connection belongs to, at a gateway.</param>
/// <param name="Lease">What is let go of at the end of the connection.</param>
internal sealed record Acquaintance(string? Refusal, ClientKey? Client = null, IDisposable? Lease = null);
