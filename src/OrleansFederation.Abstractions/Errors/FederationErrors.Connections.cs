namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>A file of certificates, keys or revocation lists cannot be used.</summary>
    public static readonly FederationError TlsFile = new("FED2020", "A TLS file cannot be used",
        "A file of certificates, keys or revocation lists is missing, may not be read, is malformed, or does not fit the others.",
        "Check the paths in the section Tls; `fed tls init` and `fed tls issue` write files that fit together.", ExitCodes.Unreachable, 503);

    /// <summary>The process's own certificate would be refused by its peers.</summary>
    public static readonly FederationError TlsIdentity = new("FED2021", "The certificate would be refused",
        "The process's own certificate is not good for what the process is: it has expired, was revoked, is of another authority, or does not carry the role or the sites.",
        "Issue one that fits: `fed tls issue --silo NAME --role ROLE --site SITE` for a silo, `fed tls issue --client NAME` for a client.", ExitCodes.Unreachable, 503);

    /// <summary>A folder already holds an authority.</summary>
    public static readonly FederationError AuthorityExists = new("FED2022", "The folder holds an authority already",
        "A new authority would replace one whose certificates are in use, and make them all worthless.",
        "Name another folder, or remove the files of the old authority first.", ExitCodes.Unreachable, 503);

    /// <summary>A folder holds no usable authority.</summary>
    public static readonly FederationError AuthorityUnusable = new("FED2023", "The authority cannot be used",
        "The folder lacks the authority's certificate, key or revocation list, one of them is malformed, or the certificate in question is not of this authority.",
        "Name the folder that `fed tls init --out DIR` wrote.", ExitCodes.Unreachable, 503);
}
