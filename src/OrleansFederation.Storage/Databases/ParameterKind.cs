namespace OrleansFederation.Databases;

/// <summary>The type of a parameter: stated even for null, so that a prepared statement has one set of types.</summary>
internal enum ParameterKind
{
    /// <summary>Text.</summary>
    Text = 0,

    /// <summary>A 64-bit integer.</summary>
    Integer = 1,

    /// <summary>A double; not a number is stored as null.</summary>
    Number = 2,

    /// <summary>A boolean.</summary>
    Flag = 3,

    /// <summary>A point in time, in microseconds.</summary>
    Instant = 4,

    /// <summary>A JSON document.</summary>
    Json = 5,

    /// <summary>Bytes; on Postgres only.</summary>
    Bytes = 6,
}
