using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Runs;

/// <summary>A federation trained for comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">What it is, for people.</param>
/// <param name="Rounds">Its rounds.</param>
internal sealed record Baseline(string Name, string What, IReadOnlyList<RoundReport> Rounds);

/// <summary>One example of the central test set and what the new version answers.</summary>
/// <param name="Example">The example.</param>
/// <param name="Response">The answer.</param>
internal sealed record Trial(DataExample Example, InferenceResponse Response);

/// <summary>What a run came to.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Facts">What its spec says.</param>
/// <param name="Rounds">Its rounds.</param>
/// <param name="Version">The last version, or null before the first.</param>
/// <param name="Lineage">Where that version comes from.</param>
/// <param name="Baselines">What was trained for comparison.</param>
/// <param name="Trial">One example answered by the version.</param>
internal sealed record RunResult(
    FederationView Federation,
    SpecFacts Facts,
    IReadOnlyList<RoundReport> Rounds,
    VersionManifest? Version,
    Lineage? Lineage,
    IReadOnlyList<Baseline> Baselines,
    Trial? Trial)
{
    /// <summary>The last committed round; null before the first.</summary>
    public RoundReport? Last => Rounds.LastOrDefault(round => round.Phase is RoundPhase.Committed);

    /// <summary>The committed rounds.</summary>
    public IReadOnlyList<RoundReport> Committed => [.. Rounds.Where(round => round.Phase is RoundPhase.Committed)];
}
