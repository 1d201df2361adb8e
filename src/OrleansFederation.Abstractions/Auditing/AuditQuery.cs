namespace OrleansFederation.Auditing;

/// <summary>Which recorded calls to list.</summary>
/// <param name="Since">From when on.</param>
/// <param name="Who">Of whom; null of everybody.</param>
/// <param name="Outcome">With which outcome; null with any.</param>
/// <param name="Limit">The most to list, 1 to 10,000; the newest are listed.</param>
[GenerateSerializer, Immutable, Alias("of.audit-query")]
public sealed record AuditQuery(
    [property: Id(0)] DateTimeOffset Since,
    [property: Id(1)] string? Who,
    [property: Id(2)] string? Outcome,
    [property: Id(3)] int Limit);
