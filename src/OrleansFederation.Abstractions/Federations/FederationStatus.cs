namespace OrleansFederation.Federations;

/// <summary>What a federation is doing.</summary>
public enum FederationStatus
{
    /// <summary>Rounds are being run, or will be when the federation is resumed.</summary>
    Running = 0,

    /// <summary>All rounds are committed.</summary>
    Finished = 1,

    /// <summary>A round failed; running the spec again tries that round again.</summary>
    Failed = 2,

    /// <summary>Stopped by command; running the spec again continues.</summary>
    Stopped = 3,
}
