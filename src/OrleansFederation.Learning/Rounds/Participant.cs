using OrleansFederation.Defence;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>One client of a round's cohort, and its receipt once there is one.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Ordinal">The client's ordinal in the federation.</param>
/// <param name="Site">The site at which it lives.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="State">How far it is.</param>
/// <param name="Report">Its receipt or failure; null before.</param>
public sealed record Participant(string Client, int Ordinal, string Site, int Attempt, ParticipantState State, TaskReport? Report)
{
    /// <summary>What the anomaly scores say of its update; null where it was not scored.</summary>
    public IReadOnlyList<UpdateScore>? Scores { get; init; }

    /// <summary>Whether one of them is beyond its threshold.</summary>
    public bool IsFlagged => Scores?.Any(score => score.Flagged) ?? false;

    /// <summary>The most steps of local training that fit the time budget, in every attempt; null where the spec's own are done.</summary>
    public long? Steps { get; init; }

    /// <summary>The number of the cluster in which its update was counted; null before the round has ended, and where there is none.</summary>
    public int? Cluster { get; init; }

    /// <summary>The number of the cluster that its update belongs to: the one into which it was divided, else the one whose model it trained; null where there is none.</summary>
    public int? Counted => Cluster ?? Report?.Cluster;

    /// <summary>The earlier round in which it began and still trains from, in an asynchronous federation; null for the round itself.</summary>
    public int? Begun { get; init; }

    /// <summary>The training task of the client.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="round">The number of the round that it takes part in.</param>
    public TaskKey TaskIn(string federation, int round) => new(TaskKind.Train, federation, Begun ?? round, Client, Attempt);
}
