using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Checks that a defence has updates enough to compare, and the test set that its scores need.</summary>
internal sealed class DefenceChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Defence is not { } defence || !findings.Sound("defence"))
        {
            return;
        }

        if (findings.Sound("clients", "sampling"))
        {
            CheckCohort();
        }

        if (!spec.Evaluation.Central && findings.Sound("evaluation"))
        {
            foreach (var score in AnomalyScores.Of(defence).Where(score => score.NeedsLosses))
            {
                findings.Add(FederationErrors.UnsafeCombination.At(
                    $"defence.scores.{score.Name}", $"{score.Name} tries every update on the central test set, but there is none", $"Write evaluation.central: test, or leave {score.Name} out."));
            }
        }

        if (defence.Quarantine is { } quarantine && quarantine.Within < quarantine.After)
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "defence.quarantine.within", $"among {quarantine.Within} rounds a client cannot be flagged in {quarantine.After}", $"Write within: {quarantine.After} or more, or lower after."));
        }
    }

    private void CheckCohort()
    {
        var participants = RoundChecks.Participants(spec);
        var most = CohortSelection.Wanted(spec.Sampling, participants);
        if (most < Screening.Fewest)
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                "defence",
                $"updates are judged against one another, which takes {Screening.Fewest} of them, but a round has {most}",
                participants < Screening.Fewest ? $"Have at least {Screening.Fewest} clients take part, or remove defence." : $"Write sampling.minimum: {Screening.Fewest}, or remove defence."));
        }
    }
}
