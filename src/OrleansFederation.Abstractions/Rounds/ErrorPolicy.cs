namespace OrleansFederation.Rounds;

/// <summary>What a client's failure means for its round.</summary>
public enum ErrorPolicy
{
    /// <summary>Every selected client must deliver: the first failure fails the round.</summary>
    Strict = 0,

    /// <summary>Failures are tolerated while the minimum can still be reached.</summary>
    Dynamic = 1,

    /// <summary>A failed client is asked again until the deadline; the round takes what has arrived if that is the minimum or more.</summary>
    Resilient = 2,
}
