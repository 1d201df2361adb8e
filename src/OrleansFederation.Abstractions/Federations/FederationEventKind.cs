namespace OrleansFederation.Federations;

/// <summary>The kinds of <see cref="FederationEvent"/>.</summary>
public enum FederationEventKind
{
    /// <summary>The federation was created or resumed.</summary>
    Started = 0,

    /// <summary>A round was opened and its cohort selected.</summary>
    RoundOpened = 1,

    /// <summary>A client reports progress of its training.</summary>
    ClientProgress = 2,

    /// <summary>A client's update was received.</summary>
    ClientFinished = 3,

    /// <summary>A client failed.</summary>
    ClientFailed = 4,

    /// <summary>The contributors are frozen and their updates are being aggregated.</summary>
    Aggregating = 5,

    /// <summary>The aggregated model is being evaluated.</summary>
    Evaluating = 6,

    /// <summary>The round is committed and its version published.</summary>
    RoundCommitted = 7,

    /// <summary>The round failed.</summary>
    RoundFailed = 8,

    /// <summary>All rounds are committed.</summary>
    Finished = 9,

    /// <summary>The federation failed.</summary>
    Failed = 10,

    /// <summary>The federation was stopped.</summary>
    Stopped = 11,

    /// <summary>A site cannot be reached: its clients wait, and are asked again when it is back.</summary>
    ClientUnavailable = 12,

    /// <summary>A step of the round met an outage, such as of the database, and is tried again.</summary>
    Interrupted = 13,

    /// <summary>A client's data is read for the first time, which takes a while where it is large.</summary>
    DataReading = 14,

    /// <summary>So many clients of a large cohort have delivered; such a round does not tell of each.</summary>
    CohortProgress = 20,

    /// <summary>The updates of the round were scored, and some are flagged, or none could be scored.</summary>
    UpdatesScreened = 34,

    /// <summary>A client was flagged too often, and is not selected for a while.</summary>
    ClientQuarantined = 35,

    /// <summary>Too few clients met what the round asks of the rounds before or were not in quarantine, and others may be selected all the same.</summary>
    ClientsReadmitted = 60,
}
