using OrleansFederation.Clustering;
using OrleansFederation.Data;
using OrleansFederation.Defence;
using OrleansFederation.Evaluation;
using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Rounds;

/// <summary>Draws rounds.</summary>
internal static class RoundTables
{
    /// <summary>A table of rounds.</summary>
    public static IRenderable List(IReadOnlyList<RoundReport> rounds)
    {
        var (isCounted, isFlagged, isLate) = (rounds.Any(round => round.BytesUp > 0), rounds.Any(round => round.Flagged > 0), rounds.Any(round => round.Staleness is not null));
        var spread = rounds.Select(round => round.Spread).LastOrDefault(spread => spread is { Clients: > 1 });
        return Listing.Table(
        [
            new Column("round", Right: true), new Column("phase"), new Column("clients", Right: true, Rank: 2),
            .. isLate ? (Column[])[new Column("staleness", Right: true, Rank: 3)] : [],
            .. isFlagged ? (Column[])[new Column("flagged", Right: true, Rank: 3)] : [],
            new Column("accuracy", Right: true), new Column("loss", Right: true), .. spread is not null ? (Column[])[new Column(SpreadTables.WorstTenth(spread), Right: true, Rank: 3)] : [], new Column("took", Right: true, Rank: 1),
            new Column("training", Right: true, Rank: 4), new Column("test", Right: true, Rank: 5),
            new Column("platform", Right: true, Rank: 6), .. isCounted ? (Column[])[new Column("sent up", Right: true, Rank: 7)] : [],
            new Column("version", Right: true, Rank: 3),
        ],
        [
            .. rounds.Select(round => (Cell[])
            [
                $"{round.Round}", Phase(round.Phase),
                $"{round.Contributed}/{round.Selected}",
                .. isLate ? (Cell[])[Late(round)] : [],
                .. isFlagged ? (Cell[])[round.Flagged > 0 ? new Cell(Figures.Count(round.Flagged), Palette.Warning) : "0"] : [],
                Figures.Ratio((round.Central ?? round.Federated)?.Accuracy), Figures.Ratio((round.Central ?? round.Federated)?.Loss),
                .. spread is not null ? (Cell[])[Figures.Ratio(round.Spread?.WorstDecile)] : [],
                Figures.Seconds(round.Seconds), Figures.Seconds(round.TrainSeconds), Figures.Seconds(round.EvaluateSeconds),
                Figures.Seconds(round.OverheadSeconds), .. isCounted ? (Cell[])[Figures.Bytes(round.BytesUp)] : [], round switch
                {
                    { Version: { } version, HeldBack: not null } => new Cell($"v{version} held back", Palette.Warning),
                    { Version: { } version } => $"v{version}",
                    _ => (string?)null,
                },
            ]),
        ]);
    }

    /// <summary>A sheet about one round, and tables of its figures and its clients.</summary>
    public static IRenderable Show(RoundReport round, DateTimeOffset now) => new Spectre.Console.Rows(
    [
        Listing.Facts(
            ("round", new Cell($"{round.Round}", Palette.Strong)),
            ("phase", Phase(round.Phase)),
            ("opened", $"{Figures.Iso(round.OpenedAt)} ({Figures.Ago(round.OpenedAt, now)})"),
            ("took", $"{Figures.Seconds(round.Seconds)}: training {Figures.Seconds(round.TrainSeconds)}, test {Figures.Seconds(round.EvaluateSeconds)}, platform {Figures.Seconds(round.OverheadSeconds)}"),
            ("staleness", round.Staleness is not null ? new Cell($"{Late(round)} rounds") : null),
            ("sent", round.BytesDown > 0 ? new Cell($"{Figures.Bytes(round.BytesUp)} up, {Figures.Bytes(round.BytesDown)} down") : null),
            ("with", round.Course.Count > 0 ? new Cell(string.Join(", ", round.Course.Select(pair => $"{pair.Key} {Figures.Digits(pair.Value)}"))) : null),
            ("central test", round.Central is { } central ? new Cell(Describe(central)) : null),
            ("clients' tests", round.Federated is { } federated ? new Cell(Describe(federated)) : null),
            ("version", round.Version is { } version ? new Cell($"v{version}") : null),
            ("not promoted", round.HeldBack is { } why ? new Cell(why, Palette.Warning) : null),
            ("flagged", round.Flagged > 0 ? new Cell(round.Flagged == 1 ? "1 update" : $"{Figures.Count(round.Flagged)} updates", Palette.Warning) : null),
            ("scores", round.Screened is { } note ? new Cell(note, Palette.Warning) : null),
            ("parameters", round.Digest is { } digest ? new Cell(digest) : null),
            ("failed", round.Failure is { } failure ? new Cell($"{failure.Code} at {failure.Place}: {failure.Cause}", Palette.Bad) : null),
            ("try", round.Failure is { } problem ? new Cell(problem.Remedy) : null)),
        .. EvaluationTables.Of(round),
        .. ClusterTables.Of(round) is { } clusters ? (IRenderable[])[Block.Of(new Line()), clusters] : [],
        Block.Of(new Line()),
        Clients(round.Clients),
        .. round.Clients.Any(client => client.Data is not null) ? (IRenderable[])[Block.Of(new Line()), ClientData(round.Clients)] : [],
        round.Clients.Count < round.Selected ? Block.Of(Line.Of($"and {Figures.Count(round.Selected - round.Clients.Count)} more", Palette.Quiet)) : Block.Of(),
    ]);

    /// <summary>A table of the clients of a round; what the aggregation rule made of them where it weighs or judges them.</summary>
    public static IRenderable Clients(IReadOnlyList<ClientReport> clients)
    {
        string[] scores = [.. clients.SelectMany(client => client.Scores ?? []).Select(score => score.Score).Distinct(StringComparer.Ordinal)];
        var (isWeighed, isJudged) = (clients.Any(client => client.Weight is not null), clients.Any(client => client.Score is not null));
        var isClustered = clients.Any(client => client.Cluster is not null);
        var (isCounted, isLate) = (clients.Any(client => client.StepsAtMost is not null || client.Steps != clients[0].Steps), clients.Any(client => client.Staleness is not null));
        return Listing.Table(
            [
                new Column("client"), new Column("state"), .. isClustered ? (Column[])[new Column("cluster", Right: true)] : [], new Column("examples", Right: true, Rank: 1), new Column("loss", Right: true),
                new Column("took", Right: true, Rank: 2), new Column("own test", Right: true, Rank: 3),
                .. isLate ? (Column[])[new Column("staleness", Right: true, Rank: 4)] : [],
                .. isCounted ? (Column[])[new Column("steps", Right: true, Rank: 2)] : [],
                .. isWeighed ? (Column[])[new Column("weight", Right: true, Rank: 4)] : [],
                .. isJudged ? (Column[])[new Column("score", Right: true, Rank: 4)] : [],
                .. scores.Select(score => new Column($"{score} score", Right: true, Rank: 3)),
                new Column("norm", Right: true, Rank: 7), new Column("site", Rank: 5), new Column("update", Rank: 6), new Column("problem", Rank: 4),
            ],
            [
                .. clients.Select(client => (Cell[])
                [
                    client.Client, State(client.State), .. isClustered ? (Cell[])[client.Cluster is { } cluster ? $"{cluster}" : null] : [], Figures.Count(client.Examples), Figures.Ratio(client.Loss), Figures.Seconds(client.Seconds),
                    Figures.Ratio(client.Evaluation?.Accuracy),
                    .. isLate ? (Cell[])[client.Staleness is { } staleness ? Figures.Count(staleness) : new Cell("")] : [],
                    .. isCounted ? (Cell[])[Steps(client)] : [],
                    .. isWeighed ? (Cell[])[client.Weight == 0 ? new Cell("left out", Palette.Warning) : Figures.Ratio(client.Weight)] : [],
                    .. isJudged ? (Cell[])[Figures.Digits(client.Score)] : [],
                    .. scores.Select(score => Deviation(client.Scores?.FirstOrDefault(given => given.Score == score))),
                    Figures.Digits(client.Norm), client.Site, client.Digest is { } digest ? Figures.Short(digest) : null,
                    client.Failure is { } failure ? new Cell($"{failure.Code} {failure.Cause}", Palette.Bad) : new Cell(""),
                ]),
            ]);
    }

    private static Cell Steps(ClientReport client) => (client.Steps, client.StepsAtMost) switch
    {
        ({ } steps, { } most) => $"{Figures.Count(steps)} of at most {Figures.Count(most)}",
        ({ } steps, null) => Figures.Count(steps),
        _ => (string?)null,
    };

    /// <summary>A table of what reading the clients' data found.</summary>
    public static IRenderable ClientData(IReadOnlyList<ClientReport> clients) => Listing.Table(
        [new Column("client"), new Column("kept", Right: true), new Column("dropped"), new Column("missing", Rank: 2), new Column("classes without an example", Rank: 1)],
        [
            .. clients.Where(client => client.Data is not null).Select(client => new Cell[]
            {
                client.Client, Figures.Count(client.Data!.Examples),
                client.Data.Dropped.Count > 0 ? new Cell(DataText.Dropped(client.Data), Palette.Warning) : "nothing",
                DataText.Missing(client.Data),
                client.Data.AbsentClasses().Any() ? new Cell(DataText.Absent(client.Data), Palette.Warning) : "none",
            }),
        ]);

    /// <summary>A sheet about a replay, and a table of its clients.</summary>
    public static IRenderable Replay(RoundReplay replay) => new Spectre.Console.Rows(
        Listing.Facts(
            ("round", new Cell($"{replay.Federation} {replay.Round}", Palette.Strong)),
            ("version", replay.Version is { } version ? new Cell($"v{version}") : null),
            ("cohort", replay.SameCohort ? new Cell("as the seed selects", Palette.Good) : new Cell("another than the seed selects", Palette.Bad)),
            ("clusters", replay.SameClusters ? null : new Cell("a client comes to another than is recorded", Palette.Bad)),
            ("recorded", replay.Recorded),
            ("replayed", Same(replay.Recorded, replay.Replayed)),
            ("took", Figures.Seconds(replay.Seconds))),
        Block.Of(new Line()),
        Listing.Table(
            [new Column("client"), new Column("site", Rank: 2), new Column("recorded", Rank: 1), new Column("replayed"), new Column("problem", Rank: 3)],
            [
                .. replay.Clients.Select(client => new Cell[]
                {
                    client.Client, client.Site, client.Recorded is { } digest ? Figures.Short(digest) : null,
                    Same(client.Recorded, client.Replayed is { } again ? Figures.Short(again) : null, client.Recorded == client.Replayed),
                    client.Failure is { } failure ? new Cell($"{failure.Code} {failure.Cause}", Palette.Bad) : new Cell(""),
                }),
            ]));

    private static Cell Same(string? recorded, string? replayed) => Same(recorded, replayed, recorded == replayed);

    private static Cell Same(string? recorded, string? shown, bool isSame) =>
        shown is null ? new Cell("nothing", Palette.Bad) : isSame && recorded is not null ? new Cell(shown, Palette.Good) : new Cell(shown, Palette.Bad);

    private static string? Late(RoundReport round) =>
        round is { Staleness: { } mean, MostStaleness: { } most } ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{mean:0.#}, at most {most}") : null;

    private static string Describe(Metrics metrics) =>
        (metrics.Accuracy is { } accuracy ? $"accuracy {Figures.Ratio(accuracy)}, " : "")
        + $"loss {Figures.Ratio(metrics.Loss)} over {Figures.Count(metrics.Examples)} examples";

    private static Cell Phase(RoundPhase phase) => new(Figures.Word(phase), phase switch
    {
        RoundPhase.Committed => Palette.Good,
        RoundPhase.Failed => Palette.Bad,
        RoundPhase.Cancelled => Palette.Warning,
        _ => Palette.Accent,
    });

    /// <summary>How many deviations an update is from the round's median, and what was measured.</summary>
    private static Cell Deviation(UpdateScore? score) => score is null ? new Cell("") : new Cell($"{Figures.Digits(score.Deviation)} ({Figures.Digits(score.Value)})", score.Flagged ? Palette.Bad : Palette.Quiet);

    private static Cell State(ParticipantState state) => new(Figures.Word(state), state switch
    {
        ParticipantState.Contributed or ParticipantState.Received => Palette.Good,
        ParticipantState.Failed or ParticipantState.Flagged => Palette.Bad,
        ParticipantState.Dropped => Palette.Warning,
        _ => Palette.Accent,
    });
}
