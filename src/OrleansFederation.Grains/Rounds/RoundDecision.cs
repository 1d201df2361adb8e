using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>What a round in training does next.</summary>
internal abstract record RoundDecision
{
    /// <summary>Waits for a report, or for a time to pass.</summary>
    internal sealed record Wait(TimeSpan For) : RoundDecision;

    /// <summary>Asks failed clients again.</summary>
    internal sealed record Retry(IReadOnlyList<string> Clients) : RoundDecision;

    /// <summary>Freezes the contributors.</summary>
    internal sealed record Close(IReadOnlyList<string> Contributors) : RoundDecision;

    /// <summary>Fails the round.</summary>
    internal sealed record Fail(Problem Problem) : RoundDecision;
}
