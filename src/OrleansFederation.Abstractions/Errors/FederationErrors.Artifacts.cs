namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>A write of an artifact was given up.</summary>
    public static readonly FederationError ArtifactAbandoned = new("FED2012", "The write of an artifact was given up",
        "An artifact was written so slowly that the sweep took its unfinished blocks for those of a process that died.",
        "Run the same command again; if it happens again, the link to the database or the coordinator is too slow for the model.", ExitCodes.Unreachable, 503);

    /// <summary>No coordinator gives or takes artifacts.</summary>
    public static readonly FederationError ArtifactsUnreachable = new("FED2013", "No coordinator gives or takes artifacts",
        "A site moves artifacts over HTTP, and none of the coordinators that it knows answered, or all of them failed.",
        "Check Artifacts:Url at the site and that a coordinator runs there and can be reached; `fed doctor` tests it.", ExitCodes.Unreachable, 503);

    /// <summary>A coordinator refuses the site's credential.</summary>
    public static readonly FederationError ArtifactRefused = new("FED2014", "The coordinator refuses this artifact",
        "The caller's credential is missing, expired or not enough: a site may read published parameters and models and write its partial sums, and nothing else.",
        "Renew the site's credential, or ask the operator what it allows.", ExitCodes.Unreachable, 403);

    /// <summary>No such artifact.</summary>
    public static readonly FederationError ArtifactUnknown = new("FED2015", "No such artifact",
        "The coordinator has no artifact of this digest, or the caller may not know of it.",
        "Run the same command again: a round that lost its partial sums folds them again.", ExitCodes.NotFound, 404);

    /// <summary>The artifact that was sent is not what was announced, or too large.</summary>
    public static readonly FederationError ArtifactMismatch = new("FED2016", "Not the artifact that was announced",
        "The bytes that were sent have another SHA-256 or length than the request states, or more than Artifacts:LargestBytes.",
        "Send the file again; raise Artifacts:LargestBytes where a model is larger.", ExitCodes.Unreachable, 422);

    /// <summary>A range of an artifact that it does not have.</summary>
    public static readonly FederationError ArtifactRange = new("FED2017", "The artifact has no such range",
        "The request asks for bytes behind the end of the artifact.",
        "Ask for a range within the artifact's length, which HEAD tells.", ExitCodes.Unreachable, 416);
}
