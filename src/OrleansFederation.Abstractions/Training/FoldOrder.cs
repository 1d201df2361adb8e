using OrleansFederation.Artifacts;
using OrleansFederation.Federations;

namespace OrleansFederation.Training;

/// <summary>An order to a site to fold frozen updates that it holds into one partial sum (linear rules).</summary>
/// <param name="Federation">The federation's name.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Spec">The federation's spec.</param>
/// <param name="Site">The site that is asked.</param>
/// <param name="Contributions">The updates to fold, in the order in which they are folded.</param>
[GenerateSerializer, Immutable, Alias("of.fold-order")]
public sealed record FoldOrder(
    [property: Id(0)] string Federation,
    [property: Id(1)] int Round,
    [property: Id(2)] SpecDocument Spec,
    [property: Id(3)] string Site,
    [property: Id(4)] IReadOnlyList<Contribution> Contributions)
{
    /// <summary>Which part of the site's contributions this is, from 0: thousands of them do not go into one message.</summary>
    [Id(5)] public int Part { get; init; }

    /// <summary>Whether no part follows. The sum of an earlier part stays at the site.</summary>
    [Id(6)] public bool IsLast { get; init; } = true;

    /// <summary>The sum of the parts before, held at the site; null for the first.</summary>
    [Id(7)] public ArtifactRef? Onto { get; init; }

    /// <summary>Which of several sums of the same updates this is: the site holds each under a name of its own. Null for the aggregate.</summary>
    [Id(30)] public string? Sum { get; init; }
}
