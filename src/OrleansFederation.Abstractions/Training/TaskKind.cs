namespace OrleansFederation.Training;

/// <summary>What a site is asked to do.</summary>
public enum TaskKind
{
    /// <summary>Train on a client's data.</summary>
    Train = 0,

    /// <summary>Evaluate on a client's own test part.</summary>
    Evaluate = 1,

    /// <summary>Evaluate on the central test set.</summary>
    EvaluateCentral = 2,

    /// <summary>Train as a committed round did, to compare; it touches no receipt.</summary>
    Replay = 3,

    /// <summary>Gather the statistics of all of a site's clients, from which preprocessing is fitted; the key's client is the site.</summary>
    Statistics = 4,

    /// <summary>Look at the program that a federation's model is, before the federation is created; at the coordinator, of no client.</summary>
    Admit = 5,

    /// <summary>Evaluate the round's base moved by one client's update alone on the central test set, to score the update; the key's client is the one that sent it.</summary>
    Trial = 34,
}
