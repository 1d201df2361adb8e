using System.Collections.Immutable;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Runs;

/// <summary>What is known of a running federation: the sum of its events. Applying one gives a new view and changes nothing.</summary>
internal sealed record RunView
{
    /// <summary>The federation's name.</summary>
    public required string Federation { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The number of rounds asked for.</summary>
    public required int Rounds { get; init; }

    /// <summary>The round in progress, or the last one; 0 before the first.</summary>
    public int Round { get; init; }

    /// <summary>What is being done, in a word.</summary>
    public string Phase { get; init; } = "starting";

    /// <summary>The number of clients of the round in progress.</summary>
    public int Selected { get; init; }

    /// <summary>The number of clients that have delivered, where there are too many to tell of each.</summary>
    public int Delivered { get; init; }

    /// <summary>The clients of the round in progress; of a large cohort only those that failed.</summary>
    public ImmutableArray<ClientProgress> Clients { get; init; } = [];

    /// <summary>The figures of committed rounds, by round: of the central test where there is one, else of the clients' own tests.</summary>
    public ImmutableSortedDictionary<int, Metrics?> Committed { get; init; } = ImmutableSortedDictionary<int, Metrics?>.Empty;

    /// <summary>Why a round or the federation failed.</summary>
    public Problem? Failure { get; init; }

    /// <summary>The losses of committed rounds.</summary>
    public IReadOnlyList<double> Losses => [.. Committed.Values.OfType<Metrics>().Select(metrics => metrics.Loss)];

    /// <summary>The accuracies of committed rounds.</summary>
    public IReadOnlyList<double> Accuracies => [.. Committed.Values.Select(metrics => metrics?.Accuracy).OfType<double>()];

    /// <summary>The view of a federation when one begins to look: what it has committed so far.</summary>
    public static RunView Of(FederationView federation, IReadOnlyList<RoundReport> rounds) => new()
    {
        Federation = federation.Name,
        Model = federation.Model,
        Rounds = federation.Rounds,
        Round = federation.Round,
        Committed = rounds.Where(round => round.Phase is RoundPhase.Committed)
            .ToImmutableSortedDictionary(round => round.Round, round => round.Central ?? round.Federated),
    };

    /// <summary>Adds an event.</summary>
    public RunView Apply(FederationEvent e) => e.Kind switch
    {
        FederationEventKind.RoundOpened => this with
        {
            Round = e.Round,
            Phase = "training",
            Selected = e.Selected ?? e.Cohort?.Count ?? 0,
            Delivered = 0,
            Clients = [.. (e.Cohort ?? []).Select(client => new ClientProgress(client, ClientActivity.Waiting, 0, null, null, null))],
        },
        FederationEventKind.DataReading => Change(e, client => client.Activity is not (ClientActivity.Waiting or ClientActivity.Reading) ? client : client with
        {
            Activity = ClientActivity.Reading,
            Fraction = Math.Clamp(e.Fraction ?? client.Fraction, 0, 1),
            Examples = e.Examples ?? client.Examples,
        }),
        FederationEventKind.ClientProgress => Change(e, client => client.Activity is ClientActivity.Done or ClientActivity.Failed ? client : client with
        {
            Activity = ClientActivity.Training,
            Fraction = Math.Clamp(e.Fraction ?? client.Fraction, 0, 1),
            Loss = e.Loss ?? client.Loss,
            Examples = e.Examples ?? client.Examples,
        }),
        FederationEventKind.ClientFinished => Change(e, client => client with
        {
            Activity = ClientActivity.Done,
            Fraction = 1,
            Loss = e.Loss ?? client.Loss,
            Examples = e.Examples ?? client.Examples,
        }),
        FederationEventKind.ClientFailed => Change(e, client => client with
        {
            Activity = ClientActivity.Failed,
            Problem = e.Problem is { } problem ? $"{problem.Code} {problem.Cause}" : null,
        }),
        FederationEventKind.CohortProgress => e.Round == Round ? this with { Delivered = e.Delivered ?? Delivered } : this,
        FederationEventKind.Aggregating => this with { Phase = "aggregating" },
        FederationEventKind.Evaluating => this with { Phase = "testing" },
        FederationEventKind.RoundCommitted => this with
        {
            Round = e.Round,
            Phase = "committed",
            Committed = Committed.SetItem(e.Round, e.Central ?? e.Federated),
        },
        FederationEventKind.RoundFailed or FederationEventKind.Failed => this with { Phase = "failed", Failure = e.Problem ?? Failure },
        FederationEventKind.Finished => this with { Phase = "finished" },
        FederationEventKind.Stopped => this with { Phase = "stopped" },
        _ => this,
    };

    /// <summary>Adds what a round in progress says of itself, for who begins to look in the middle of it.</summary>
    public RunView With(RoundReport round) => this with
    {
        Round = round.Round,
        Phase = round.Phase switch
        {
            RoundPhase.Aggregating => "aggregating",
            RoundPhase.Evaluating => "testing",
            _ => "training",
        },
        Clients = [.. round.Clients.Select(Progress)],
    };

    private static ClientProgress Progress(ClientReport client) => client.State switch
    {
        ParticipantState.Received or ParticipantState.Contributed => new(client.Client, ClientActivity.Done, 1, client.Examples, client.Loss, null),
        ParticipantState.Failed => new(client.Client, ClientActivity.Failed, 0, null, null, client.Failure is { } problem ? $"{problem.Code} {problem.Cause}" : null),
        _ => new(client.Client, ClientActivity.Waiting, 0, null, null, null),
    };

    private RunView Change(FederationEvent e, Func<ClientProgress, ClientProgress> change)
    {
        if (e.Client is not { } id || e.Round != Round)
        {
            return this;
        }

        for (var i = 0; i < Clients.Length; i++)
        {
            if (Clients[i].Client == id)
            {
                return this with { Clients = Clients.SetItem(i, change(Clients[i])) };
            }
        }

        // A round continued after a crash may tell of a client before it tells of the cohort.
        return this with { Clients = Clients.Add(change(new ClientProgress(id, ClientActivity.Waiting, 0, null, null, null))) };
    }
}
