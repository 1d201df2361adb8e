using OrleansFederation.Aggregation;
using OrleansFederation.Attacks;
using OrleansFederation.Clustering;
using OrleansFederation.Errors;
using OrleansFederation.Filters;

namespace OrleansFederation.Federations;

/// <summary>Checks that there are clients for the clusters, that their models begin apart, and that nothing in a spec takes all clients to have one model.</summary>
internal sealed class ClusteringChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Clusters is not { } clusters || !findings.Sound("clusters"))
        {
            return;
        }

        if (clusters.Ifca is null == clusters.Similarity is null)
        {
            Refuse("clusters", clusters.Ifca is null ? "nothing in it says how clients come to clusters" : "ifca and similarity are two ways to clusters", "Write one of ifca and similarity, each with the number of clusters.");
            return;
        }

        CheckClients(clusters);
        if (ClusterRounds.Beginnings(spec) > 1)
        {
            CheckBeginnings();
        }

        CheckOneModel();
        CheckClientStates();
    }

    private void CheckClients(ClusteringSpec clusters)
    {
        if (clusters.After >= spec.Rounds && findings.Sound("rounds"))
        {
            Refuse("clusters.after", $"clients are divided after round {clusters.After}, and there are {spec.Rounds} rounds", $"Write a number below {spec.Rounds}, or more rounds.");
        }

        if (!findings.Sound("clients", "sampling"))
        {
            return;
        }

        var participants = RoundChecks.Participants(spec);
        var fewest = ToleranceText.Fewest(spec.Sampling, participants);
        if (participants < clusters.Count)
        {
            Refuse("clusters", $"{clusters.Count} clusters cannot all have clients, since {participants} take part", "Choose fewer clusters, or add clients.");
        }
        else if (clusters.After is not null && fewest < clusters.Count)
        {
            Refuse(clusters.Ifca is null ? "clusters.similarity" : "clusters.ifca", $"the clients of one round are divided into {clusters.Count} clusters, but a round may have as few as {fewest}", $"Write sampling.minimum: {clusters.Count} or more.");
        }
    }

    /// <summary>Clients choose by loss, and of equal models all choose the first.</summary>
    private void CheckBeginnings()
    {
        if (!findings.Sound("model"))
        {
            return;
        }

        const string Remedy = "Write clusters: { ifca: 2, after: 3 }, which begins with one model.";
        if (spec.Model.Program is not null)
        {
            Refuse("clusters.ifca", "each cluster's model has to begin with numbers of its own, but the model is a program, which begins with those in its file", Remedy);
        }
        else if (spec.Model.Lora is not null)
        {
            Refuse("clusters.ifca", "each cluster's model has to begin with numbers of its own, but adapters begin without an effect", Remedy);
        }
        else if (spec.Model.From is { Fresh.Count: 0 })
        {
            Refuse("clusters.ifca", "each cluster's model has to begin with numbers of its own, but model.from gives all of them the same", $"Name layers that begin anew with model.from.fresh. {Remedy}");
        }
    }

    private void CheckOneModel()
    {
        if (spec.Evaluation.Central && findings.Sound("evaluation"))
        {
            Refuse("evaluation.central", "each cluster has a model for clients of its kind, and the central test set is of no kind", "Remove central, and evaluate at the clients: fraction: 1.");
        }

        if (spec.Stop is not null && findings.Sound("stop"))
        {
            Refuse("stop", "it looks for one best version, but a round makes one for each cluster", "Remove stop; `fed federation stop NAME` ends a federation at any round.");
        }

        if (spec.Gate is not null && findings.Sound("gate"))
        {
            Refuse("gate", "it compares a version with the one it comes from by figures of all clients, but each cluster has its own versions and clients", "Remove gate.");
        }

        if (spec.Defence is not null && findings.Sound("defence"))
        {
            Refuse("defence", "updates are judged against one another, and those of different clusters go into different directions because their clients differ", "Remove defence, and choose a rule that bears wrong updates, such as median: it is applied in each cluster.");
        }

        if (spec.Async is not null && findings.Sound("async"))
        {
            Refuse("async", "the updates of a round began in several rounds, each with the clusters' models as they were then", "Remove async or clusters.");
        }

        if (spec.Attack is { } attack && findings.Sound("attack") && KnownAttacks.Find(attack.Attack) is { Colludes: true })
        {
            Refuse("attack", $"in {attack.Attack} each attacker trains as its accomplices would, but these may train another cluster's model", "Choose another attack.");
        }

        if (spec.Fold is not null && findings.Sound("fold"))
        {
            Refuse("clusters", "a fold is compared with one model for all clients", "Remove clusters to cross-validate, or compare with `fed run SPEC --compare 'clusters=null,{ifca: 2}'`.");
        }
    }

    /// <summary>What a client keeps belongs to the model with which it was made.</summary>
    private void CheckClientStates()
    {
        foreach (var (name, isGiven) in new[] { ("scaffold", spec.Training.Scaffold), ("dynamic", spec.Training.Dynamic is not null) })
        {
            if (isGiven && findings.Sound($"training.{name}"))
            {
                Refuse($"training.{name}", $"what clients and server keep for {name} belongs to one model", $"Remove training.{name}.");
            }
        }

        if (spec.Personal is { } personal && (personal.Ditto is not null || spec.Model.Kept.Count > 0) && findings.Sound("personal"))
        {
            Refuse("personal", "what a client keeps of the model belongs to one model, and not to that of whichever cluster it is in", "Remove keep and ditto; finetune adapts the model of the client's cluster.");
        }

        if (findings.Sound("filters")
            && spec.Filters.FirstOrDefault(filter => filter.Arguments.GetValueOrDefault(IUpdateCodec.Feedback) > 0) is { } filter)
        {
            Refuse("filters", $"what {filter.Filter} loses of an update is added to the client's next, which may be of another cluster's model", $"Write {{ {filter.Filter}: {{ errorFeedback: 0 }} }}.");
        }
    }

    private void Refuse(string place, string cause, string remedy) => findings.Add(FederationErrors.UnsafeCombination.At(place, cause, remedy));
}
