using System.Data.Common;
using System.Globalization;

namespace OrleansFederation.Databases;

/// <summary>Reads columns in the same way from both databases.</summary>
internal static class RowReading
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Reads text.</summary>
    public static string Text(this DbDataReader row, int column) => row.GetString(column);

    /// <summary>Reads text or null.</summary>
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Reads a 32-bit integer.</summary>
    public static int Integer(this DbDataReader row, int column) => checked((int)row.Long(column));

    /// <summary>Reads a 32-bit integer or null.</summary>
    public static int? IntegerOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Integer(column);

    /// <summary>Reads a 64-bit integer of any integer column.</summary>
    public static long Long(this DbDataReader row, int column) => row.GetInt64(column);

    /// <summary>Reads a 64-bit integer or null.</summary>
    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>Reads a double or null.</summary>
    public static double? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    /// <summary>Reads a boolean.</summary>
    public static bool Flag(this DbDataReader row, int column) => row.GetBoolean(column);

    /// <summary>Reads a point in time.</summary>
    public static DateTimeOffset Instant(this DbDataReader row, int column) => row.GetValue(column) switch
    {
        DateTime time => new DateTimeOffset(time, TimeSpan.Zero),
        string text => DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        var other => throw new InvalidOperationException($"Column {column} holds {other.GetType()} where a time belongs."),
    };

    /// <summary>Reads a point in time or null.</summary>
    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Instant(column);

    /// <summary>Writes a point in time as SQLite keeps it: text that sorts.</summary>
    /// <param name="instant">The point in time.</param>
    public static string InstantText(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);
}
