namespace OrleansFederation.Tracking;

/// <summary>A number of a round, as other tools take it.</summary>
/// <param name="Round">The round's number.</param>
/// <param name="At">When the round ended.</param>
/// <param name="Scope">Of what it is: round, central, clients, siteMean, site or client.</param>
/// <param name="Of">Of which site or client; null otherwise.</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number.</param>
/// <param name="Low">The lower end of its interval; null where none is known.</param>
/// <param name="High">The upper end of its interval; null where none is known.</param>
internal sealed record TrackedFigure(
    int Round, DateTimeOffset At, string Scope, string? Of, string Name, double Value, double? Low = null, double? High = null);
