using OrleansFederation.Attacks;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Checks a spec's tags, and which clients its rounds may select, against what is known before anything is measured.</summary>
internal sealed class SelectionChecks(FederationSpec spec, SpecFindings findings)
{
    private const string Place = "sampling.select";

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        CheckSimulatedTags();
        CheckWords();
        var select = spec.Sampling.Select;
        if (spec.Clients.Pool && select.HasTags && findings.Sound(Place, "clients.pool"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At(Place, "pool joins all clients into one, which has no tags", "Remove pool, or the tags from sampling.select."));
        }

        if (spec.Sampling.OnError == ErrorPolicy.Strict && (select.Reliability is not null || select.PrefersReliable) && findings.Sound("sampling"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At(
                Place, "in a strict round every selected client contributes or the round fails, so that all are as reliable", "Write onError: dynamic, or remove reliability and prefer."));
        }

        if (spec.Attack is { } attack && KnownAttacks.Find(attack.Attack) is { Colludes: true } && findings.Sound("attack", Place, "training.budget"))
        {
            CheckCollusion(attack.Attack, select);
        }
    }

    /// <summary>Colluding clients work out one another's updates, for which cohort and work must follow from the spec.</summary>
    private void CheckCollusion(string attack, SelectionSpec select)
    {
        if (select.IsMeasured)
        {
            findings.Add(FederationErrors.UnsafeCombination.At(Place, $"{attack} needs to know beforehand which clients a round selects, but that follows from what is measured", "Select by tags alone, or choose another attack."));
        }

        if (spec.Training.Budget is not null)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("training.budget", $"{attack} needs to know beforehand what every client does, but that follows from how fast it is", "Remove budget, or choose another attack."));
        }
    }

    private void CheckSimulatedTags()
    {
        if (spec.Clients.Tags is not { } tags || !findings.Sound("clients.tags", "clients.simulate"))
        {
            return;
        }

        foreach (var (tag, ordinals) in tags)
        {
            if (!Names.IsValid(tag))
            {
                findings.Add(FederationErrors.InvalidName.At("clients.tags", $"'{SchemaText.Shortened(tag)}' is no tag", "Use a-z, 0-9, '.', '_' and '-', and begin with a letter or digit."));
            }

            if (ordinals.FirstOrDefault(ordinal => ordinal >= spec.Clients.Simulate, -1) is var beyond and >= 0)
            {
                findings.Add(FederationErrors.InvalidValue.At(
                    $"clients.tags.{SchemaText.Shortened(tag)}", $"{beyond} is not the ordinal of a client: there are {spec.Clients.Simulate}, numbered from 0", $"Give ordinals from 0 to {spec.Clients.Simulate - 1}."));
            }
        }
    }

    private void CheckWords()
    {
        var select = spec.Sampling.Select;
        if (!select.HasTags || !findings.Sound(Place, "clients"))
        {
            return;
        }

        foreach (var tag in select.Tags.Intersect(select.Not, StringComparer.Ordinal))
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{Place}.not", $"'{tag}' is asked for and ruled out", "Remove it from tags or from not."));
        }

        var known = new ClientTags(spec).All;
        foreach (var (key, tag) in select.Tags.Select(tag => ("tags", tag)).Concat(select.Not.Select(tag => ("not", tag))).Where(word => !known.Contains(word.Item2)))
        {
            findings.Add(FederationErrors.InvalidValue.At(
                $"{Place}.{key}",
                $"no client has the tag '{SchemaText.Shortened(tag)}'",
                Spelling.Closest(tag, known) is { } meant ? $"Write {meant}?" : known.Count > 0 ? $"Tags are {string.Join(", ", known.Take(10))}." : "Give clients tags: [WORD, …], or simulated ones tags: { WORD: [0, 1] }."));
        }
    }
}
