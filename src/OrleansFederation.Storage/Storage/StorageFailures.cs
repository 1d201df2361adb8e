using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>Turns faults of disk and database into errors that say what to do.</summary>
internal static class StorageFailures
{
    private const int NoSpaceOnDevice = 28;
    private const int QuotaExceeded = 122;
    private const int FileTooLarge = 27;
    private const int SqliteFull = 13;
    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;

    /// <summary>Tells whether a file could not be written for lack of space.</summary>
    public static bool IsDiskFull(Exception exception) =>
        exception is IOException { HResult: NoSpaceOnDevice or QuotaExceeded or FileTooLarge };

    /// <summary>Gives the platform's error for a fault; one that is known already stays as it is.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="place">The folder, file or database.</param>
    public static Exception Wrap(Exception fault, string place) => fault switch
    {
        FederationException or OperationCanceledException => fault,
        _ when IsDiskFull(fault) => Make(FederationErrors.DiskFull, place, fault),
        SqliteException { SqliteErrorCode: SqliteFull } => Make(FederationErrors.DiskFull, place, fault),
        SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNotADatabase } => Make(FederationErrors.ArtifactDamaged, place, fault, "Restore the database file from a backup, or begin anew with another --state DIR."),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Make(FederationErrors.DiskFull, place, fault),
        DbException or SocketException or TimeoutException => Make(FederationErrors.DatabaseUnreachable, place, fault),
        UnauthorizedAccessException => Make(FederationErrors.StateInUse, place, fault, "Give the current user the right to write there, or another directory with --state DIR."),
        IOException => Make(FederationErrors.ArtifactDamaged, place, fault, "Check the file system, then run the same command again."),
        _ => fault,
    };

    private static FederationException Make(FederationError error, string place, Exception fault, string? remedy = null) =>
        new(error.At(place, fault.Message, remedy), fault);
}
