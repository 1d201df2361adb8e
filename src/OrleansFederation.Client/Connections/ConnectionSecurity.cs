namespace OrleansFederation.Connections;

/// <summary>The files with which a client program shows who it is, and knows the cluster. All are PEM.</summary>
/// <param name="Authority">The authorities of the cluster.</param>
/// <param name="Certificate">The program's certificate.</param>
/// <param name="Key">The certificate's private key.</param>
/// <param name="RevocationList">The authority's list of revoked certificates; null where revocation is not checked.</param>
public sealed record ConnectionSecurity(string Authority, string Certificate, string Key, string? RevocationList = null)
{
    /// <summary>The options of the connections.</summary>
    public TlsOptions ToOptions() => new()
    {
        Required = true,
        Authority = Authority,
        Certificate = Certificate,
        Key = Key,
        Revocation = RevocationList is null ? RevocationPolicy.None : RevocationPolicy.List,
        RevocationList = RevocationList,
    };
}
