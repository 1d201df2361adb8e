namespace OrleansFederation.Isolation;

/// <summary>What ended an isolated process.</summary>
internal enum IsolatedEndKind
{
    /// <summary>It ended by itself, or was told to after it had answered.</summary>
    Exited = 0,

    /// <summary>It was killed at its time limit.</summary>
    Time = 1,

    /// <summary>It was killed at its memory limit.</summary>
    Memory = 2,
}
