using OrleansFederation.Aggregation;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>What the server's step of a round has to know of its contributors.</summary>
/// <param name="Share">How many they are of all clients that may ever be selected, above 0 and at most 1.</param>
/// <param name="Steps">How many steps each of them took; null where they took different numbers, or where nothing depends on it.</param>
internal sealed record Participation(double Share, double? Steps)
{
    /// <summary>Looks at a round's contributors.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="figures">What their receipts say.</param>
    /// <exception cref="Errors.FederationException">FED3013 where control variates need steps that a receipt does not tell.</exception>
    public static Participation Of(FederationSpec spec, IReadOnlyList<UpdateFigures> figures)
    {
        var steps = spec.Training.Scaffold ? ControlVariates.Steps(figures) : [];
        return new((double)figures.Count / SelectionCriteria.Tagged(spec, ClientRoster.Of(spec)).Count, steps.Distinct().Count() == 1 ? steps[0] : null);
    }
}
