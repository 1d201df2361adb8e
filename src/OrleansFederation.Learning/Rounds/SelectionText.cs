using OrleansFederation.Aggregation;
using OrleansFederation.Clients;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>Says whom a federation's rounds may select and how its work is fitted, before it trains.</summary>
public static class SelectionText
{
    /// <summary>The selection in one sentence: how many clients have the tags, and what follows from what is measured.</summary>
    /// <param name="spec">A spec without problems.</param>
    /// <returns>The sentence; null where everybody may be selected, each as likely as any other.</returns>
    public static string? Selection(FederationSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var select = spec.Sampling.Select;
        if (!select.HasTags && !select.IsMeasured)
        {
            return null;
        }

        var (all, tagged) = (ClientRoster.Of(spec), SelectionCriteria.Tagged(spec, ClientRoster.Of(spec)));
        List<string> parts = [];
        if (select.HasTags)
        {
            string[] words = [.. select.Tags, .. select.Not.Select(tag => $"not {tag}")];
            parts.Add($"{tagged.Count} of {all.Count} clients have the tags asked for ({string.Join(", ", words)})");
        }

        if (SelectionCriteria.Names(select) is { Count: > 0 } measures)
        {
            parts.Add($"each round draws from those that meet {string.Join(", ", measures)} when it begins");
        }

        if (select.PrefersReliable)
        {
            parts.Add("the more reliable a client, the likelier it is drawn");
        }

        return string.Join("; ", parts) + ".";
    }

    /// <summary>The time budget in one sentence.</summary>
    /// <param name="spec">A spec without problems.</param>
    /// <returns>The sentence; null where there is none.</returns>
    public static string? Budget(FederationSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Training.Budget is not { } budget)
        {
            return null;
        }

        var most = spec.Training.Steps is { } steps ? $"{steps} {(steps == 1 ? "step" : "steps")}" : $"{spec.Training.Epochs} {(spec.Training.Epochs == 1 ? "epoch" : "epochs")}";
        var even = AggregationRules.Find(spec.Aggregation.Rule) is FedNova
            ? ""
            : $" {spec.Aggregation.Rule} does not take into account that some do more of them; aggregation: fednova does.";
        return $"each client does as many steps as fit {Duration.Format(budget)} at its pace, {most} at most.{even}";
    }
}
