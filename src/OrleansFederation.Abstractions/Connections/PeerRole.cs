namespace OrleansFederation.Connections;

/// <summary>Whom a process expects at the other end.</summary>
internal enum PeerRole
{
    /// <summary>A silo that connects, or that was dialled, on the silo port.</summary>
    Silo,

    /// <summary>A client program or a silo that connects to a gateway or to the HTTP port.</summary>
    Caller,

    /// <summary>A gateway or an HTTP port that was dialled: a coordinator.</summary>
    Gateway,
}
