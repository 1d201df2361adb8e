using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Registry;

/// <summary>Draws models, versions and aliases.</summary>
internal static class ModelTables
{
    /// <summary>A table of models.</summary>
    public static IRenderable List(IReadOnlyList<ModelView> models, DateTimeOffset now) => Listing.Table(
        [
            new Column("model"), new Column("latest", Right: true), new Column("versions", Right: true, Rank: 2),
            new Column("aliases", Rank: 1), new Column("public", Rank: 3), new Column("owner"), new Column("created", Rank: 4),
        ],
        [
            .. models.Select(model => new Cell[]
            {
                model.Name, model.Latest > 0 ? $"v{model.Latest}" : null, Figures.Count(model.Versions), Aliases(model),
                model.Public ? new Cell("yes", Palette.Warning) : "no", model.Owner, Figures.Ago(model.CreatedAt, now),
            }),
        ]);

    /// <summary>A sheet about one model, and a table of versions.</summary>
    public static IRenderable Show(ModelView model, IReadOnlyList<VersionView> versions, DateTimeOffset now) => new Rows(
        Listing.Facts(
            ("model", new Cell(model.Name, Palette.Strong)),
            ("owner", model.Owner),
            ("public", model.Public ? "yes: everybody may infer, download and see lineage" : "no"),
            ("versions", Figures.Count(model.Versions)),
            ("aliases", Aliases(model)),
            ("input", versions is [var newest, ..] ? new Cell(Shape(newest.Manifest.Input)) : null),
            ("output", versions is [var latest, ..] ? new Cell(Shape(latest.Manifest.Output)) : null),
            ("created", $"{Figures.Iso(model.CreatedAt)} ({Figures.Ago(model.CreatedAt, now)})")),
        Block.Of(new Line()),
        Versions(versions, now));

    /// <summary>A table of versions.</summary>
    public static IRenderable Versions(IReadOnlyList<VersionView> versions, DateTimeOffset now) => Listing.Table(
        [
            new Column("version", Right: true), new Column("from", Rank: 1), new Column("accuracy", Right: true), new Column("loss", Right: true, Rank: 2),
            new Column("clients", Right: true, Rank: 3), new Column("files", Rank: 4), new Column("parameters", Rank: 6),
            new Column("created", Rank: 5), new Column("aliases"),
        ],
        [
            .. versions.Select(version => new Cell[]
            {
                version.Manifest.HeldBack is null ? $"v{version.Manifest.Version}" : new Cell($"v{version.Manifest.Version} held back", Palette.Warning), version.Manifest.Registration is { } registration ? new Cell($"registered by {registration.By}", Palette.Warning) : $"{version.Manifest.Federation} round {version.Manifest.Round}",
                Figures.Ratio((version.Manifest.Central ?? version.Manifest.Federated)?.Accuracy),
                Figures.Ratio((version.Manifest.Central ?? version.Manifest.Federated)?.Loss),
                $"{version.Manifest.Contributors.Count}", version.BytesKept ? "kept" : new Cell("removed", Palette.Quiet),
                Figures.Short(version.Manifest.Parameters.Digest), Figures.Ago(version.Manifest.CreatedAt, now),
                new Cell(string.Join(", ", version.Aliases), Palette.Accent),
            }),
        ]);

    /// <summary>A sheet about one version, and a table of who contributed.</summary>
    public static IRenderable Version(VersionView version, DateTimeOffset now)
    {
        var manifest = version.Manifest;
        var facts = Listing.Facts([
            ("version", new Cell($"{manifest.Model} v{manifest.Version}", Palette.Strong)),
            ("aliases", version.Aliases.Count > 0 ? new Cell(string.Join(", ", version.Aliases)) : null),
            .. Origin(manifest),
            ("accuracy", (manifest.Central ?? manifest.Federated)?.Accuracy is { } accuracy ? new Cell(Figures.Ratio(accuracy)!) : null),
            ("loss", (manifest.Central ?? manifest.Federated)?.Loss is { } loss ? new Cell(Figures.Ratio(loss)!) : null),
            ("not promoted", manifest.HeldBack is { } why ? new Cell(why, Palette.Warning) : null),
            ("server keeps", manifest.Server.Count > 0 ? new Cell(string.Join(", ", manifest.Server.Select(vector => $"{vector.Name} {Figures.Short(vector.File.Digest)}"))) : null),
            ("input", Shape(manifest.Input)),
            ("output", Shape(manifest.Output)),
            ("preprocessing", manifest switch
            {
                { Preprocessing: null } => null,
                { IsPersonal: true } => new Cell("each client has its own (personalisation); the ONNX file takes features", Palette.Warning),
                _ => "fitted to all clients together, and part of the ONNX file: send raw values",
            }),
            ("clients keep", manifest.Kept.Count > 0 ? new Cell($"{string.Join(", ", manifest.Kept)}: each has its own, and here they are as they were at first", Palette.Warning) : null),
            ("parameters", $"{manifest.Parameters.Digest} ({Figures.Bytes(manifest.Parameters.Length)})"),
            ("onnx", $"{manifest.Onnx.Digest} ({Figures.Bytes(manifest.Onnx.Length)})"),
            ("spec", manifest.SpecDigest),
            ("files", version.BytesKept ? "kept" : "removed by the retention rule; manifest and lineage remain"),
            ("created", $"{Figures.Iso(manifest.CreatedAt)} ({Figures.Ago(manifest.CreatedAt, now)})")]);
        return manifest.Contributors.Count == 0 ? facts : new Rows(
            facts,
            Block.Of(new Line()),
            Listing.Table(
                [new Column("contributor"), new Column("site", Rank: 1), new Column("examples", Right: true), new Column("update", Rank: 2)],
                [.. manifest.Contributors.Select(c => new Cell[] { c.Client, c.Site, Figures.Count(c.Examples), Figures.Short(c.Update) })]));
    }

    private static IEnumerable<(string, Cell?)> Origin(VersionManifest manifest)
    {
        var parents = manifest.Parents.Count > 0 ? string.Join(", ", manifest.Parents.Select(parent => $"v{parent}")) : null;
        return manifest.Registration is not { } registration
            ? [("made by", $"{manifest.Federation} round {manifest.Round}"), ("from", parents ?? "the initial parameters")]
            :
            [
                ("made by", new Cell($"nobody here: registered by {registration.By}, with no round behind it", Palette.Warning)),
                ("from", parents is null ? "not said" : $"{parents}, as {registration.By} says"),
                ("like", registration.Like is { } like ? new Cell(like) : null),
                ("note", registration.Note is { } note ? new Cell(note) : null),
                ("file sent", $"{registration.File.Digest} ({Figures.Bytes(registration.File.Length)})"),
                ("onnx compared", registration.ComparedOnnx is { } compared ? new Cell(compared) : null),
            ];
    }

    /// <summary>A table of changes of aliases.</summary>
    public static IRenderable History(IReadOnlyList<AliasChange> changes) => Listing.Table(
        [new Column("at"), new Column("alias"), new Column("version", Right: true), new Column("by", Rank: 1)],
        [.. changes.Select(change => new Cell[] { Figures.Iso(change.At), change.Alias, change.Version is { } version ? $"v{version}" : "removed", change.By })]);

    /// <summary>Writes a shape as people do.</summary>
    public static string Shape(IReadOnlyList<int> shape) => string.Join(" × ", shape);

    private static string? Aliases(ModelView model) => model.Aliases.Count == 0
        ? null
        : string.Join(", ", model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => $"{alias.Key}→v{alias.Value}"));
}
