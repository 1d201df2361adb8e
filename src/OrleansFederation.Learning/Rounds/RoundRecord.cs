namespace OrleansFederation.Rounds;

/// <summary>What the rows say of a round.</summary>
/// <param name="Cohort">The cohort in ordinal order, with receipts.</param>
/// <param name="Freeze">The freeze in force; null before the contributors are frozen.</param>
/// <param name="Report">The report; its phase is Training until the round is finished.</param>
public sealed record RoundRecord(IReadOnlyList<Participant> Cohort, Freeze? Freeze, RoundReport Report);
