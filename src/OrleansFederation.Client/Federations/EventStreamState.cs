namespace OrleansFederation.Federations;

/// <summary>What came of waiting for an event.</summary>
internal enum EventStreamState
{
    /// <summary>An event came.</summary>
    Given = 0,

    /// <summary>Nothing came for a while; the stream may be well.</summary>
    Silent = 1,

    /// <summary>The stream broke.</summary>
    Broken = 2,

    /// <summary>The stream ended.</summary>
    Ended = 3,
}
