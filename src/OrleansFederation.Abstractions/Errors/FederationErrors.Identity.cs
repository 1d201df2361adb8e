namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>No credential.</summary>
    public static readonly FederationError NoCredential = new("FED4005", "No credential",
        "The cluster answers nobody who does not show a token.",
        "Get a token (`fed token issue`, or from your identity provider) and name it in the profile or in FED_TOKEN.", ExitCodes.Refused, 401);

    /// <summary>The token has expired.</summary>
    public static readonly FederationError TokenExpired = new("FED4006", "The token has expired",
        "Tokens are valid for a limited time; this one is past its end, or not yet valid by this cluster's clock.",
        "Get a new token; `fed token show TOKEN` prints the times of one.", ExitCodes.Refused, 401);

    /// <summary>The token is not one that the cluster trusts.</summary>
    public static readonly FederationError TokenInvalid = new("FED4007", "The token is not accepted",
        "The token is malformed, was signed by nobody whom the cluster trusts, is meant for another cluster, or names no role.",
        "Get a token of an issuer that the cluster's Identity section names, for this cluster; `fed token show TOKEN` prints its claims.", ExitCodes.Refused, 401);

    /// <summary>The token or its holder was revoked.</summary>
    public static readonly FederationError TokenRevoked = new("FED4008", "The token was revoked",
        "An operator revoked this token, or every token that its holder had.",
        "Ask an operator of the cluster for a new one.", ExitCodes.Refused, 401);

    /// <summary>The caller's role does not allow the call.</summary>
    public static readonly FederationError RoleMissing = new("FED4009", "The role does not allow this",
        "Each call is open to certain roles, and the caller's token names none of them.",
        "Ask an operator of the cluster for a token with the role that is named.", ExitCodes.Refused, 403);

    /// <summary>The method is not open to callers from outside.</summary>
    public static readonly FederationError Closed = new("FED4010", "Not open to callers from outside",
        "The call is one that silos make among themselves. No role opens it.",
        "Use the calls of the client library; a silo that is refused has another Identity:ClusterSecret than the rest of its cluster.", ExitCodes.Refused, 403);

    /// <summary>The stream belongs to another caller.</summary>
    public static readonly FederationError ForeignStream = new("FED4011", "The stream belongs to another caller",
        "A stream of events can be read only by the principal who opened it.",
        "Open a stream of your own.", ExitCodes.Refused, 403);

    /// <summary>Too many calls.</summary>
    public static readonly FederationError RateExceeded = new("FED4012", "Too many calls",
        "A principal may make a certain number of calls, and send a certain number of bytes, in a time; this one has used them up.",
        "Wait for the time that is named and try again; an operator may raise the Limits of the silos.", ExitCodes.Refused, 429);

    /// <summary>The request is too large.</summary>
    public static readonly FederationError RequestTooLarge = new("FED4013", "The request is too large",
        "One request carries more bytes than the cluster takes.",
        "Send several smaller requests; an operator may raise the Limits of the silos.", ExitCodes.Refused, 413);

    /// <summary>Too much at once.</summary>
    public static readonly FederationError TooManyAtOnce = new("FED4014", "Too many calls at once",
        "A principal may have a certain number of calls and of event streams open at once.",
        "Wait until one of them has ended; an operator may raise the Limits of the silos.", ExitCodes.Refused, 429);

    /// <summary>The invitation is not valid.</summary>
    public static readonly FederationError InvitationInvalid = new("FED4015", "The invitation is not valid",
        "A code invites one site, once, for a limited time. This one is unknown, used, or past its end.",
        "Ask an operator for a new one: fed site invite SITE.", ExitCodes.Refused, 403);

    /// <summary>No such site key.</summary>
    public static readonly FederationError SiteKeyNotFound = new("FED4016", "No such site key",
        "The site has joined with no key of this id.",
        "`fed site list` shows sites and their keys.", ExitCodes.NotFound, 404);

    /// <summary>The site's key is not approved.</summary>
    public static readonly FederationError SiteNotApproved = new("FED4017", "The site's key is not approved",
        "What a site's key signs is accepted once an operator has approved it, and never again after it was revoked.",
        "Ask an operator to run fed site approve SITE; a site whose key was revoked joins again with a new one.", ExitCodes.Refused, 403);

    /// <summary>The proof of possession is wrong.</summary>
    public static readonly FederationError ProofInvalid = new("FED4018", "The key does not prove itself",
        "A site joins with a public key on P-256 and signs its invitation's code with the private one. The key or the signature is not of that form.",
        "Join with fed site join, which makes both.", ExitCodes.Refused, 403);

    /// <summary>The audit cannot take more.</summary>
    public static readonly FederationError AuditUnavailable = new("FED4019", "The call cannot be recorded",
        "Privileged calls are refused while the record of calls cannot be written: what cannot be recorded is not done.",
        "Try again later; an operator finds the cause in the silo's log and in its database.", ExitCodes.Refused, 503);

    /// <summary>A key file cannot be used.</summary>
    public static readonly FederationError KeyUnusable = new("FED4020", "The key cannot be used",
        "A key file is missing, or is not a key on the curve P-256 in PEM.",
        "Give the file that `fed token key --out FILE` or `fed site join` made.", ExitCodes.Refused, 400);

    /// <summary>Nobody has approved the site yet.</summary>
    public static readonly FederationError ApprovalPending = new("FED4021", "Nobody has approved the site yet",
        "The site has joined, and its key waits for an operator's approval. The wait for it has ended; the key is kept.",
        "Ask an operator to run fed site approve SITE, then run the same command again.", ExitCodes.Refused, 403);
}
