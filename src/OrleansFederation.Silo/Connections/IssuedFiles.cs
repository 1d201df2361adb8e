namespace OrleansFederation.Connections;

/// <summary>The files that a process is given.</summary>
/// <param name="Certificate">Its certificate.</param>
/// <param name="Key">Its key; null where the holder made it.</param>
/// <param name="Authority">The authority's certificate.</param>
/// <param name="RevocationList">The revocation list.</param>
/// <param name="NotAfter">When the certificate ends.</param>
public sealed record IssuedFiles(string Certificate, string? Key, string Authority, string RevocationList, DateTime NotAfter);
