using OrleansFederation.Aggregation;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks that a spec's rounds aggregate as many updates as its rule needs.</summary>
internal sealed class AggregationChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (AggregationRules.Find(spec.Aggregation.Rule) is not { } rule || !findings.Sound("aggregation", "sampling", "clients"))
        {
            return;
        }

        var participants = RoundChecks.Participants(spec);
        var fewest = ToleranceText.Fewest(spec.Sampling, participants);
        var needed = rule.Tolerate(spec.Aggregation, fewest);
        if (fewest >= needed.Fewest)
        {
            return;
        }

        var because = needed.Because is { } why ? $" ({why})" : "";
        findings.Add(FederationErrors.UnsafeCombination.At(
            "aggregation",
            $"{rule.Name} needs {needed.Fewest} updates{because}, but a round may aggregate as few as {fewest}{Bears(rule, fewest)}",
            $"{(participants < needed.Fewest ? $"Have at least {needed.Fewest} clients take part" : $"Write sampling.minimum: {needed.Fewest}")}, change the rule's arguments, or choose a rule that needs fewer, such as median."));
    }

    /// <summary>What Krum's kin can bear among so few: for those who wonder what to write.</summary>
    private static string Bears(IAggregationRule rule, int updates)
    {
        if (rule.Arguments.All(argument => argument.Name != "byzantine"))
        {
            return "";
        }

        var most = Enumerable.Range(0, updates).LastOrDefault(f => rule.Tolerate(AggregationRules.Settings(rule, ("byzantine", f)), updates).Fewest <= updates, -1);
        return most < 0 ? $"; it cannot run on {updates}" : $"; on {updates} it tolerates f = {most}";
    }
}
