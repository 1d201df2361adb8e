using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Checks a spec's sampling and evaluation against one another and against the number of clients.</summary>
internal sealed class RoundChecks(FederationSpec spec, SpecFindings findings)
{
    private readonly int _everybody = Everybody(spec);
    private readonly string _tagged = spec.Sampling.Select.HasTags ? " with the tags of sampling.select" : "";
    private readonly int _participants = findings.Sound("clients", "sampling.select") ? Participants(spec) : Everybody(spec);

    /// <summary>How many clients may be selected to train, by their tags.</summary>
    /// <param name="spec">The spec.</param>
    public static int Participants(FederationSpec spec) =>
        spec.Sampling.Select.HasTags ? SelectionCriteria.Tagged(spec, ClientRoster.Of(spec)).Count : Everybody(spec);

    /// <summary>How many clients take part, selected or not.</summary>
    /// <param name="spec">The spec.</param>
    public static int Everybody(FederationSpec spec) => spec switch
    {
        { Fold.Pool: true } => 1,
        { Fold.Train: { } train } => train.Count,
        { Clients.Listed: { } listed } => listed.Count,
        { Clients.Pool: true } => 1,
        { Clients.Only: { } only } => only.Count,
        _ => spec.Clients.Simulate ?? 1,
    };

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Async is null)
        {
            CheckSampling();
        }

        CheckAvailable();
        CheckEvaluation();
    }

    private void CheckSampling()
    {
        var sampling = spec.Sampling;
        var clients = _participants;
        var known = findings.Sound("clients");
        if (known && findings.Sound("sampling.minimum") && sampling.Minimum > clients)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("sampling.minimum", $"{sampling.Minimum} updates are asked for, but {Clients(clients)}{_tagged} take part", "Lower sampling.minimum, or add clients."));
        }

        if (sampling.Count is { } count && findings.Sound("sampling.count"))
        {
            if (known && count > clients)
            {
                findings.Add(FederationErrors.UnsafeCombination.At("sampling.count", $"{count} clients are to be selected, but {Clients(clients)}{_tagged} take part", "Lower sampling.count, or add clients."));
            }

            if (findings.Sound("sampling.minimum") && count < sampling.Minimum)
            {
                findings.Add(FederationErrors.UnsafeCombination.At("sampling.count", $"{count} clients are selected, but sampling.minimum asks for {sampling.Minimum} updates", "Raise sampling.count, or lower sampling.minimum."));
            }

            if (findings.Sound("sampling.fraction") && sampling.Fraction != 1)
            {
                findings.Add(FederationErrors.UnsafeCombination.At("sampling.fraction", "both fraction and count say how many clients to select", "Remove one of them."));
            }
        }

        if (sampling.Grace is { } grace && findings.Sound("sampling.grace", "sampling.deadline") && grace >= sampling.Deadline)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("sampling.grace", $"the grace of {Duration.Format(grace)} does not end before the deadline of {Duration.Format(sampling.Deadline)}", "Lower sampling.grace, or raise sampling.deadline."));
        }

        if (sampling.OnError == ErrorPolicy.Strict && findings.Sound("sampling.onError"))
        {
            if (sampling.OverSelection > 0 && findings.Sound("sampling.overSelection"))
            {
                findings.Add(FederationErrors.UnsafeCombination.At("sampling.overSelection", "strict needs every selected client, but over-selection drops the last to answer", "Write onError: dynamic, or remove overSelection."));
            }

            if (sampling.Grace is not null && findings.Sound("sampling.grace"))
            {
                findings.Add(FederationErrors.UnsafeCombination.At("sampling.grace", "strict needs every selected client, but grace stops waiting before all have answered", "Write onError: dynamic, or remove grace."));
            }
        }
    }

    private void CheckAvailable()
    {
        if (findings.Sound("clients", "sampling.available") && spec.Sampling.Available is { } available && available > _participants)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("sampling.available", $"{available} clients are to be within reach, but {Clients(_participants)} take part{_tagged}", "Lower sampling.available, or add clients."));
        }
    }

    private void CheckEvaluation()
    {
        var evaluation = spec.Evaluation;
        if (findings.Sound("clients", "evaluation.fraction", "evaluation.minimum") && evaluation.Fraction > 0 && evaluation.Minimum > _everybody)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("evaluation.minimum", $"{evaluation.Minimum} clients are to evaluate, but {Clients(_everybody)} take part", "Lower evaluation.minimum, or add clients."));
        }

        if (evaluation.Central && spec.Data is null && spec.Clients.Listed is not null && findings.Sound("data", "evaluation.central"))
        {
            findings.Add(FederationErrors.MissingKey.At("data", "central evaluation needs data, the source of the central test set", "Add data: with the central test set, or write evaluation.central: none."));
        }

        if (evaluation.Baselines && spec.Clients.Listed is not null && findings.Sound("clients", "evaluation.baselines"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("evaluation.baselines", "pooled training would move listed clients' data, which stays where it is", "Remove baselines, or simulate clients."));
        }
    }

    private static string Clients(int count) => count == 1 ? "1 client" : $"{count} clients";
}
