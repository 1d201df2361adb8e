using OrleansFederation.Attacks;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Personalisation;

namespace OrleansFederation.Federations;

/// <summary>Checks that what stays at the clients is of the model, and that the ways to models of the clients' own have what they need.</summary>
internal sealed class PersonalChecks(FederationSpec spec, SpecFindings findings)
{
    private const int LongestList = 8;

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Personal is not { } personal || !findings.Sound("personal"))
        {
            return;
        }

        CheckWays(personal);
        if (findings.Sound("evaluation"))
        {
            CheckEvaluation(personal);
        }

        if (findings.Sound("model", "preprocessing", "data", "clients") && spec.Model.Input.Count > 0 && ModelPlan.TryCreate(spec.Model).Plan is { } plan)
        {
            CheckKept(personal, plan);
        }
    }

    private void CheckWays(PersonalSpec personal)
    {
        var keeps = spec.Model.Kept.Count > 0;
        if (!keeps && personal is { HeadEpochs: null, Ditto: null, FineTune: null })
        {
            Contradict("personal", "nothing in it makes a model of the client's own", "Write one of keep, ditto and finetune, or remove personal.");
        }

        if (personal.HeadEpochs is not null && !keeps)
        {
            Contradict("personal.headEpochs", "nothing stays at the clients that could be trained first", "Say with keep what stays, or remove headEpochs.");
        }

        if (keeps && spec.Attack is { } attack && findings.Sound("attack") && KnownAttacks.Find(attack.Attack) is { Colludes: true })
        {
            Contradict("attack", $"in {attack.Attack} each attacker trains as its accomplices would, for which it would need the parts that stay with them", "Choose another attack, or remove personal.keep.");
        }

        if (personal.Epochs is not null && personal.Ditto is null)
        {
            Contradict("personal.epochs", "these are the passes of ditto's own training, but there is no ditto", "Remove epochs, or write ditto: 0.1; the shared training's passes are training.epochs.");
        }

        if (personal.Ditto is not null && keeps)
        {
            Contradict("personal.ditto", "ditto keeps a whole model at each client, so that no part of the shared one need stay there", "Remove keep or ditto.");
        }

        if (personal.Ditto is not null && personal.FineTune is not null)
        {
            Contradict("personal.finetune", "ditto's own model is trained in each round, and is what is evaluated", "Remove finetune, or raise personal.epochs.");
        }
    }

    private void CheckEvaluation(PersonalSpec personal)
    {
        if (spec.Evaluation.Fraction == 0 && spec.Fold is null && (personal.FineTune is not null || personal.Ditto is not null))
        {
            Contradict(personal.FineTune is not null ? "personal.finetune" : "personal.ditto", "it serves the clients' own evaluation, but no client evaluates", "Write evaluation: { fraction: 1 }.");
        }

        if (spec.Model.Kept.Count == 0)
        {
            return;
        }

        if (spec.Evaluation.Central)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("evaluation.central", "parts of the model stay at the clients, and the central test set has none: its figures would be of parts that nobody trained", "Remove central, and evaluate at the clients: fraction: 1."));
        }

        if (spec.Fold is { } fold && findings.Sound("fold") && (fold.Pool || fold.Train is { } train && (fold.Test is null || fold.Test.Except(train).Any())))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("personal.keep", "this fold is tested by clients that do not train, and so have no part of their own", "Let only those test who train."));
        }
    }

    private void CheckKept(PersonalSpec personal, ModelPlan plan)
    {
        var (kept, entries) = (spec.Model.Kept, plan.Layout.Entries);
        var isWrong = false;
        foreach (var (i, pattern) in kept.Index().Where(indexed => !entries.Any(entry => KeptNames.Covers(plan.Layout, indexed.Item, entry.Name))))
        {
            isWrong = true;
            findings.Add(pattern == KeptNames.BatchNorm
                ? FederationErrors.InvalidValue.At($"personal.keep[{i}]", "the model has no layer with running statistics", "Add batchnorm2d layers, or name the layers that are to stay.")
                : FederationErrors.InvalidValue.At($"personal.keep[{i}]", $"'{pattern}' names no layer or parameter of the model", Known(pattern, entries)));
        }

        if (kept.Count == 0 || isWrong)
        {
            return;
        }

        if (plan.Kept is null)
        {
            Contradict("personal.keep", "all of it is frozen, and so the same at every client", "Name what is trained, or freeze less.");
            return;
        }

        if (plan.Moving.Layout.Entries.All(entry => entry.Kind != ParameterKind.Trainable))
        {
            Contradict("personal.keep", "nothing that is trained would be sent, and the clients would learn nothing from one another", "Keep fewer layers.");
        }

        if (personal.HeadEpochs is not null && plan.Kept.Layout.Entries.All(entry => entry.Kind != ParameterKind.Trainable))
        {
            Contradict("personal.headEpochs", "what stays at the clients is not trained by gradients", "Remove headEpochs, or keep layers with weights.");
        }
    }

    // Layers of which a name differs by a letter are told first.
    private static string Known(string pattern, IReadOnlyList<ParameterEntry> entries) => Spelling.Closest(pattern, [.. entries.Select(entry => entry.Name), KeptNames.BatchNorm]) is { } near
        ? $"Did you mean '{near}'?"
        : $"There are {string.Join(", ", entries.Take(LongestList).Select(entry => entry.Name))}{(entries.Count > LongestList ? ", …" : "")}.";

    private void Contradict(string place, string cause, string remedy) => findings.Add(FederationErrors.UnsafeCombination.At(place, cause, remedy));
}
