namespace OrleansFederation.Auditing;

/// <summary>One recorded call, or as many alike ones as came in one short while. It holds no arguments, no data and no credentials.</summary>
/// <param name="At">When the first of them was made.</param>
/// <param name="Who">The principal; <c>anonymous</c> where none was verified.</param>
/// <param name="What">The method or route.</param>
/// <param name="Target">What it was made on: a grain's key, or nothing.</param>
/// <param name="From">From where: a client's id, which is what the client says of itself, or a remote address.</param>
/// <param name="Outcome"><c>ok</c>, <c>fault</c>, or the code of the refusal.</param>
/// <param name="Count">How many calls this stands for.</param>
[GenerateSerializer, Immutable, Alias("of.audit-entry")]
public sealed record AuditEntry(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Who,
    [property: Id(2)] string What,
    [property: Id(3)] string Target,
    [property: Id(4)] string From,
    [property: Id(5)] string Outcome,
    [property: Id(6)] long Count);
