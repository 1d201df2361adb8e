namespace OrleansFederation.Databases;

/// <summary>A value of a statement.</summary>
/// <param name="Name">Its name, as in the SQL text after the at sign.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Value">A string, long, double, bool, DateTimeOffset or ReadOnlyMemory&lt;byte&gt; as the kind says; null is SQL's null.</param>
internal readonly record struct Parameter(string Name, ParameterKind Kind, object? Value)
{
    /// <summary>Text.</summary>
    public static Parameter Text(string name, string? value) => new(name, ParameterKind.Text, value);

    /// <summary>A 64-bit integer.</summary>
    public static Parameter Integer(string name, long? value) => new(name, ParameterKind.Integer, value);

    /// <summary>A double; what is not finite is stored as null, since no order contains it.</summary>
    public static Parameter Number(string name, double? value) =>
        new(name, ParameterKind.Number, value is { } number && double.IsFinite(number) ? number : null);

    /// <summary>A boolean.</summary>
    public static Parameter Flag(string name, bool value) => new(name, ParameterKind.Flag, value);

    /// <summary>A point in time.</summary>
    public static Parameter Instant(string name, DateTimeOffset? value) => new(name, ParameterKind.Instant, value);

    /// <summary>A JSON document.</summary>
    public static Parameter Json(string name, string? value) => new(name, ParameterKind.Json, value);

    /// <summary>Bytes; on Postgres only. They are sent before the call returns, so the memory may be written to again.</summary>
    public static Parameter Bytes(string name, ReadOnlyMemory<byte> value) => new(name, ParameterKind.Bytes, value);
}
