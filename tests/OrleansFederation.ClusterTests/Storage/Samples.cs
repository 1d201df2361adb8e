using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Storage;

/// <summary>Records to store.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    public static readonly ArtifactRef Base = new(Digest("base"), 4000);

    public static string Digest(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)));

    public static Participant[] Cohort(params string[] clients) =>
        [.. clients.Select((client, ordinal) => new Participant(client, ordinal, "local", 1, ParticipantState.Selected, null))];

    public static TaskReport Receipt(string federation, int round, string client, int attempt = 1, long examples = 10) => new()
    {
        Key = new TaskKey(TaskKind.Train, federation, round, client, attempt),
        Site = "local",
        Update = new ArtifactRef(Digest($"{federation}/{round}/{client}"), 1000),
        Examples = examples,
        Loss = 0.5,
        Seconds = 1.5,
        StartedAt = At,
    };

    public static TaskReport Failure(string federation, int round, string client, int attempt = 1) =>
        Receipt(federation, round, client, attempt) with { Update = null, Failure = FederationErrors.TrainingFailed.At(client, "it threw") };

    public static RoundReport Report(int round, RoundPhase phase, params (string Client, ParticipantState State)[] clients) => new()
    {
        Round = round,
        Phase = phase,
        OpenedAt = At,
        Seconds = 2,
        Clients = [.. clients.Select(client => new ClientReport { Client = client.Client, State = client.State, Attempt = 1 })],
    };

    public static Publication Publication(
        string model, int round, string federation = "fed", int[]? parents = null, int? keep = null, Metrics? central = null, string? parameters = null) => new(
        new VersionManifest
        {
            Model = model,
            Parameters = new ArtifactRef(parameters ?? Digest($"{model}/{federation}/{round}"), 4000),
            Onnx = new ArtifactRef(Digest($"{model}/{federation}/{round}/onnx"), 5000),
            Parents = parents ?? (round == 1 ? [] : [round - 1]),
            BaseDigest = Digest("base"),
            Federation = federation,
            Round = round,
            SpecDigest = Digest("spec"),
            Contributors = [new Contributor("c0", "local", 10, Digest("u0")), new Contributor("c1", "local", 20, Digest("u1"))],
            Central = central,
            CreatedAt = At,
            Input = [1, 28, 28],
            Output = [10],
        }, "alice", keep);
}
