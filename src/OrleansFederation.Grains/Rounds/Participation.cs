using OrleansFederation.Aggregation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>What the server's step of a round has to know of its contributors.</summary>
/// <param name="Share">How many they are of all clients, above 0 and at most 1.</param>
/// <param name="Steps">How many steps each of them took; null where they took different numbers, or where nothing depends on it.</param>
internal sealed record Participation(double Share, double? Steps)
{
    /// <summary>Looks at a round's contributors.</summary>
    /// <param name="context">The round.</param>
    /// <param name="figures">What their receipts say.</param>
    /// <exception cref="Errors.FederationException">FED3013 where control variates need steps that a receipt does not tell.</exception>
    public static Participation Of(RoundContext context, IReadOnlyList<UpdateFigures> figures)
    {
        var steps = context.Spec.Training.Scaffold ? ControlVariates.Steps(figures) : [];
        return new((double)figures.Count / context.Roster.Count, steps.Distinct().Count() == 1 ? steps[0] : null);
    }
}
