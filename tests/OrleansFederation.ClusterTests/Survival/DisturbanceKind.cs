namespace OrleansFederation.Survival;

/// <summary>What is done to a cluster.</summary>
public enum DisturbanceKind
{
    /// <summary>kill -9 of a silo, which is started again after a while.</summary>
    Kill,

    /// <summary>SIGSTOP of a silo, and SIGCONT after a while; one that was declared dead meanwhile is started again.</summary>
    Freeze,

    /// <summary>SIGTERM to a silo, which is started again when it has ended.</summary>
    Terminate,

    /// <summary>Postgres is stopped and started after a while.</summary>
    RestartDatabase,

    /// <summary>Postgres ends every connection.</summary>
    DropConnections,
}
