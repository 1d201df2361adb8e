using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Registry;

/// <summary>Draws where a version comes from: its ancestors below it, nearest first, and who contributed.</summary>
internal static class LineageTree
{
    private const int Shown = 12;

    /// <summary>Draws a lineage; long ones are shortened in the middle.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version at the top.</param>
    /// <param name="lineage">Its lineage.</param>
    public static IRenderable Of(string model, VersionManifest version, Lineage lineage) => Block.Of(Lines(model, version, lineage));

    private static IEnumerable<Line> Lines(string model, VersionManifest version, Lineage lineage)
    {
        yield return Node($"{model} v{version.Version}", version.Registration is { } registration ? $"registered by {registration.By}, not trained here" : $"{version.Federation} round {version.Round}", version.Parameters.Digest, (version.Central ?? version.Federated)?.Accuracy);
        foreach (var contributor in version.Contributors.Take(Shown))
        {
            yield return Line.Of("│  ├ ", Palette.Quiet).With(contributor.Client).With($"  {Figures.Count(contributor.Examples)} examples at {contributor.Site}", Palette.Quiet);
        }

        if (version.Contributors.Count > Shown)
        {
            yield return Line.Of($"│  └ and {version.Contributors.Count - Shown} more clients", Palette.Quiet);
        }

        var ancestors = lineage.Ancestors;
        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors.Count > Shown && i == Shown / 2)
            {
                var left = ancestors.Count - Shown;
                yield return Line.Of($"┊  {left} more versions", Palette.Quiet);
                i += left;
            }

            var node = ancestors[i];
            var parents = node.Parents.Count > 1 ? $" from {string.Join(", ", node.Parents.Select(parent => $"v{parent}"))}" : "";
            yield return Line.Of("├─ ", Palette.Quiet).With($"v{node.Version}{parents}", Palette.Strong)
                .With(node.Round == 0 ? "  registered, not trained here" : $"  round {node.Round}")
                .With(node.Accuracy is { } accuracy ? $"  accuracy {Figures.Ratio(accuracy)}" : "")
                .With($"  {Figures.Short(node.Digest)}", Palette.Quiet);
        }

        var isRegistered = (ancestors.Count > 0 ? ancestors[^1].Round : version.Round) == 0;
        yield return Line.Of("└─ ", Palette.Quiet).With(isRegistered ? "not known to this registry" : "the initial parameters", Palette.Quiet);
        yield return new Line();
        yield return Line.Of($"{lineage.Contributors.Count} {(lineage.Contributors.Count == 1 ? "client" : "clients")} contributed to it or its ancestors:");
        foreach (var line in Contributors(lineage))
        {
            yield return line;
        }

        if (lineage.Descendants.Count > 0)
        {
            yield return new Line();
            yield return Line.Of($"{lineage.Descendants.Count} {(lineage.Descendants.Count == 1 ? "version was" : "versions were")} made from it: ")
                .With(string.Join(", ", lineage.Descendants.Take(Shown).Select(node => $"v{node.Version}")) + (lineage.Descendants.Count > Shown ? ", …" : ""));
        }
    }

    private static IEnumerable<Line> Contributors(Lineage lineage)
    {
        var lines = Listing.Lines(
            [new Column(""), new Column("client"), new Column("site"), new Column("rounds", Right: true), new Column("examples", Right: true)],
            [.. lineage.Contributors.Take(Shown).Select(c => new Cell[] { "", c.Client, c.Site, $"{c.Rounds}", Figures.Count(c.Examples) })],
            int.MaxValue);
        return lineage.Contributors.Count > Shown ? lines.Append(Line.Of($"    and {lineage.Contributors.Count - Shown} more", Palette.Quiet)) : lines;
    }

    private static Line Node(string name, string origin, string digest, double? accuracy) =>
        Line.Of(name, Palette.Strong).With($"  {origin}")
            .With(accuracy is { } value ? $"  accuracy {Figures.Ratio(value)}" : "")
            .With($"  {Figures.Short(digest)}", Palette.Quiet);
}
