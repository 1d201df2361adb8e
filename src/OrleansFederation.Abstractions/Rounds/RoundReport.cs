using System.Collections.ObjectModel;
using OrleansFederation.Clustering;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;

namespace OrleansFederation.Rounds;

/// <summary>A round's figures, as listed and exported.</summary>
[GenerateSerializer, Immutable, Alias("of.round-report")]
public sealed record RoundReport
{
    /// <summary>The most sites of which a report has figures.</summary>
    public const int MostSites = 200;

    /// <summary>The round's number, from 1.</summary>
    [Id(0)] public int Round { get; init; }

    /// <summary>How far the round is, or how it ended.</summary>
    [Id(1)] public RoundPhase Phase { get; init; }

    /// <summary>When it was opened.</summary>
    [Id(2)] public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Seconds from opening to commit; time in which no process ran it is not counted after a crash.</summary>
    [Id(3)] public double Seconds { get; init; }

    /// <summary>Seconds in which clients trained: from the first start to the last end.</summary>
    [Id(4)] public double TrainSeconds { get; init; }

    /// <summary>Seconds of evaluation.</summary>
    [Id(5)] public double EvaluateSeconds { get; init; }

    /// <summary>Seconds that the platform added: all but training and evaluation.</summary>
    [Id(6)] public double OverheadSeconds { get; init; }

    /// <summary>The version that was published.</summary>
    [Id(7)] public int? Version { get; init; }

    /// <summary>The SHA-256 of the new parameters' safetensors file.</summary>
    [Id(8)] public string? Digest { get; init; }

    /// <summary>Figures on the central test set.</summary>
    [Id(9)] public Metrics? Central { get; init; }

    /// <summary>Merged figures of the clients that evaluated on their own test parts.</summary>
    [Id(10)] public Metrics? Federated { get; init; }

    /// <summary>
    /// The clients of the round, in ordinal order. Of a round of thousands the first, and of a long list of rounds only those of the
    /// last: <see cref="Selected"/> says how many there are.
    /// </summary>
    [Id(11)] public IReadOnlyList<ClientReport> Clients { get; init; } = [];

    /// <summary>Why the round failed, where it did.</summary>
    [Id(12)] public Problem? Failure { get; init; }

    /// <summary>The number of clients of the round.</summary>
    [Id(20)] public int Selected { get; init; }

    /// <summary>The number of clients whose updates are part of the aggregate.</summary>
    [Id(21)] public int Contributed { get; init; }

    /// <summary>
    /// Figures by site, or by client where all live at one site, in ordinal order: of at most <see cref="MostSites"/>, and in a long list
    /// of rounds only of the last.
    /// </summary>
    [Id(22)] public IReadOnlyList<SiteEvaluation> Sites { get; init => field = value ?? []; } = [];

    /// <summary>The unweighted means of the figures over all those sites or clients, with intervals over them.</summary>
    [Id(23)] public EvaluationFigures? SiteMean { get; init; }

    /// <summary>Bytes that clients sent: the updates of the contributors. 0 in reports from before it was counted.</summary>
    [Id(24)] public long BytesUp { get; init; }

    /// <summary>Bytes that clients were sent: the parameters to start from, once to each that was selected. 0 in reports from before it was counted.</summary>
    [Id(25)] public long BytesDown { get; init; }

    /// <summary>Why the version is not promoted: it is worse than the one it comes from by more than the spec's gate allows. Null where it is.</summary>
    [Id(26)] public string? HeldBack { get; init; }

    /// <summary>Asynchronous federations: the mean of the contributors' staleness, in rounds; null in others, and before they are known.</summary>
    [Id(42)] public double? Staleness { get; init; }

    /// <summary>Asynchronous federations: the largest staleness of a contributor, in rounds; null in others, and before they are known.</summary>
    [Id(43)] public int? MostStaleness { get; init; }

    /// <summary>How accuracy is spread over the clients that evaluated, each with its own model where it has one; null where none did.</summary>
    [Id(46)] public ClientSpread? Spread { get; init; }

    /// <summary>The same of the version itself, where clients have models of their own (Ditto, fine-tuning) and it is whole without them; null elsewhere.</summary>
    [Id(47)] public ClientSpread? SharedSpread { get; init; }

    /// <summary>What there is to say of the updates' anomaly scores beside themselves: that nothing could be scored, or that flagged updates were counted all the same. Null where there is nothing.</summary>
    [Id(34)] public string? Screened { get; init; }

    /// <summary>The number of clients whose update an anomaly score flagged, left out or not.</summary>
    [Id(35)] public int Flagged { get; init; }

    /// <summary>
    /// What moves from round to round, as this round had it: the clients' <c>learningRate</c> and the server's <c>serverRate</c> under a
    /// schedule, an adaptive <c>mu</c>, an adaptive <c>bound</c>, in a clustered federation each cluster's. Empty where nothing moves.
    /// </summary>
    [Id(50)] public IReadOnlyDictionary<string, double> Course { get; init => field = value ?? ReadOnlyDictionary<string, double>.Empty; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>The clusters, by number from 1; empty where all clients train one model. Then <see cref="Version"/> is the last of the round's versions, and <see cref="Digest"/> the SHA-256 over the numbers of the clusters that have a new model and the digests of those.</summary>
    [Id(51)] public IReadOnlyList<ClusterReport> Clusters { get; init => field = value ?? []; } = [];
}
