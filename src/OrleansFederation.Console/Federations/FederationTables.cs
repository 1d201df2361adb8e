using OrleansFederation.Evaluation;
using OrleansFederation.Output;
using OrleansFederation.Rounds;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Federations;

/// <summary>Draws federations.</summary>
internal static class FederationTables
{
    /// <summary>A table of federations.</summary>
    public static IRenderable List(IReadOnlyList<FederationView> federations, DateTimeOffset now) => Listing.Table(
        [
            new Column("federation"), new Column("status"), new Column("rounds", Right: true), new Column("model", Rank: 1),
            new Column("version", Right: true, Rank: 2), new Column("created", Rank: 3), new Column("owner", Rank: 4),
        ],
        [
            .. federations.Select(federation => new Cell[]
            {
                federation.Name, Status(federation.Status), $"{federation.Round}/{federation.Rounds}", federation.Model,
                federation.Version is { } version ? $"v{version}" : null, Figures.Ago(federation.CreatedAt, now), federation.Owner,
            }),
        ]);

    /// <summary>A sheet about one federation, and tables of the figures of its last committed round.</summary>
    public static IRenderable Show(FederationView federation, RoundReport? last, DateTimeOffset now) => last is null
        ? Show(federation, now)
        : new Rows([Show(federation, now), .. EvaluationTables.Of(last)]);

    /// <summary>A sheet about one federation.</summary>
    public static IRenderable Show(FederationView federation, DateTimeOffset now) => Listing.Facts(
        ("federation", new Cell(federation.Name, Palette.Strong)),
        ("for", SpecFacts.Of(federation.Spec).Description is { } description ? new Cell(description) : null),
        ("status", Status(federation.Status)),
        ("rounds", $"{federation.Round} of {federation.Rounds} committed"),
        ("ended early", federation.StopReason is { } reason ? new Cell(reason) : null),
        ("best", federation.BestVersion is { } best ? new Cell($"{federation.Model} v{best}") : null),
        ("quarantine", federation.Quarantined.Count > 0 ? new Cell(string.Join(", ", federation.Quarantined), Palette.Warning) : null),
        ("model", federation.Version is { } version ? $"{federation.Model} v{version}" : $"{federation.Model}, no version yet"),
        ("owner", federation.Owner),
        ("created", $"{Figures.Iso(federation.CreatedAt)} ({Figures.Ago(federation.CreatedAt, now)})"),
        ("spec", federation.Spec.Digest),
        ("failed", federation.Failure is { } failure ? new Cell($"{failure.Code} at {failure.Place}: {failure.Cause}", Palette.Bad) : null),
        ("try", federation.Failure is { } problem ? new Cell(problem.Remedy) : null));

    /// <summary>The status in a word.</summary>
    public static Cell Status(FederationStatus status) => new(Figures.Word(status), status switch
    {
        FederationStatus.Finished => Palette.Good,
        FederationStatus.Failed => Palette.Bad,
        FederationStatus.Stopped => Palette.Warning,
        _ => Palette.Accent,
    });
}
