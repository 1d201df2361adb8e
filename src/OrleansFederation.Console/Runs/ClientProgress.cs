namespace OrleansFederation.Runs;

/// <summary>What a client of the round in progress is doing.</summary>
internal enum ClientActivity
{
    /// <summary>Selected, and not heard of yet.</summary>
    Waiting = 0,

    /// <summary>Training.</summary>
    Training = 1,

    /// <summary>Its update has arrived.</summary>
    Done = 2,

    /// <summary>It failed.</summary>
    Failed = 3,

    /// <summary>Its data is read for the first time.</summary>
    Reading = 4,
}

/// <summary>One client of the round in progress.</summary>
/// <param name="Client">Its id.</param>
/// <param name="Activity">What it is doing.</param>
/// <param name="Fraction">How much of its work is done, 0 to 1.</param>
/// <param name="Examples">Examples trained on, or read.</param>
/// <param name="Loss">Its training loss.</param>
/// <param name="Problem">What went wrong, where something did.</param>
internal sealed record ClientProgress(string Client, ClientActivity Activity, double Fraction, long? Examples, double? Loss, string? Problem);
