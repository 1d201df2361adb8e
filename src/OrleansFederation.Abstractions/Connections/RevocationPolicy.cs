namespace OrleansFederation.Connections;

/// <summary>How it is found out whether a certificate was revoked.</summary>
public enum RevocationPolicy
{
    /// <summary>From a file of revocation lists. Where the file is missing, or holds no valid list of an issuer, certificates of that issuer are refused.</summary>
    List = 0,

    /// <summary>By asking the address that the certificate names. Where no answer comes, the certificate is refused.</summary>
    Online = 1,

    /// <summary>Not at all: a certificate is good until it expires.</summary>
    None = 2,
}
