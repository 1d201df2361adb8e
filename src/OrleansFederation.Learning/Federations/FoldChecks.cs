using OrleansFederation.CrossValidation;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Federations;

/// <summary>Checks that a fold's data can be dealt into folds, and that its clients are there.</summary>
internal sealed class FoldChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Fold is not { } fold || !findings.Sound("fold", "clients"))
        {
            return;
        }

        if (fold.Index >= fold.Of)
        {
            findings.Add(FederationErrors.InvalidValue.At("fold.index", $"{fold.Index} is not one of {fold.Of} folds, which are numbered from 0", $"Give a number from 0 to {fold.Of - 1}."));
        }

        CheckClients(fold);
        IEnumerable<(string Place, DataSpec? Data)> sections = spec.Clients.Listed is { } listed ? listed.Select((client, index) => ($"clients[{index}].data", (DataSpec?)client.Data)) : [("data", spec.Data)];
        foreach (var (place, data) in sections)
        {
            if (data is not null && findings.Sound(place))
            {
                CheckData(place, data);
            }
        }

        if (spec.Evaluation.Central || spec.Evaluation.Baselines)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("evaluation", "a fold is tested by its clients alone", "Remove central and baselines."));
        }
    }

    private void CheckClients(FoldSpec fold)
    {
        var all = spec.Clients.Listed is { } listed ? Enumerable.Range(0, listed.Count).ToHashSet() : [.. spec.Clients.Only ?? Enumerable.Range(0, spec.Clients.Simulate ?? 1)];
        foreach (var (place, ordinals) in new[] { ("fold.train", fold.Train), ("fold.test", fold.Test) })
        {
            if (ordinals is null)
            {
                continue;
            }

            if (ordinals.Any(ordinal => !all.Contains(ordinal)))
            {
                findings.Add(FederationErrors.InvalidValue.At(place, $"{ordinals.First(ordinal => !all.Contains(ordinal))} is not the ordinal of a client that takes part", "Listed clients are numbered from 0 in the order of their ids, simulated ones from 0."));
            }

            if (ordinals.Distinct().Count() < ordinals.Count)
            {
                findings.Add(FederationErrors.InvalidValue.At(place, "an ordinal is given twice", "Give each ordinal once."));
            }
        }

        if (spec.Preprocessing is { Fit: FittedTo.Client } && (fold.Pool || fold.Train is { } train && (fold.Test ?? [.. all]).Except(train).Any()))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("preprocessing.fit", "each client has preprocessing of its own, fitted where it trains, and this fold is tested by clients that do not", "Write fit: federation, or let only those test who train."));
        }

        if (spec.Clients.Pool)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("clients.pool", "clients that are pooled into one cannot be told apart in the test", "Remove pool."));
        }
    }

    private void CheckData(string place, DataSpec data)
    {
        if (data.Format is GeneratedDigits.Format or "idx")
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{place}.format", $"{data.Format} has a test set of its own, which folds would mix with what is trained on", "Give the examples as csv, parquet, npy or images; or keep the test set and compare with evaluation: { central: test, baselines: true }."));
        }
        else if (data.Plugin is not null)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{place}.plugin", "a plugin gives parts of its own, which folds would mix", "Give the examples as csv, parquet, npy or images; or evaluate the plugin's parts with fed run."));
        }
        else if (data.Split?.Files is not null)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{place}.split", "the parts have files of their own, which folds would mix", "Give all examples as one file, path, with group where some belong together; or evaluate these files with fed run."));
        }
        else if (data.Split?.Time is not null)
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{place}.split.time", "folds would train on what came after the examples they are tested with", "Remove time; or keep it and evaluate with fed run, which tests with the newest."));
        }
    }
}
