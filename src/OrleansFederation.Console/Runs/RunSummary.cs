using OrleansFederation.Cli;
using OrleansFederation.Evaluation;
using OrleansFederation.Inference;
using OrleansFederation.Output;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Runs;

/// <summary>What people must type to go on.</summary>
/// <param name="Repeat">The options to repeat, with a space before them.</param>
/// <param name="Program">The program's file where typing its name would not find it.</param>
internal sealed record Hints(string Repeat, string? Program);

/// <summary>Tells people what a run came to: what was learned, beside what, from whom, one answer, and what to do next.</summary>
internal static class RunSummary
{
    private const int ShownRounds = 12;
    private const int SparkCells = 40;
    private const int BarCells = 30;

    /// <summary>Draws the summary.</summary>
    /// <param name="result">What the run came to.</param>
    /// <param name="hints">What people must type to go on from here.</param>
    public static IRenderable Of(RunResult result, Hints hints)
    {
        List<IRenderable> parts = [.. Learned(result)];
        if (result.Last is { } last)
        {
            parts.AddRange(EvaluationTables.Of(last));
        }

        if (result.Baselines.Count > 0 && Headline.Last(result.Committed, Headline.Of(result.Facts)) is { } own)
        {
            parts.AddRange(Section("Beside it"));
            parts.Add(Beside(result, own));
        }

        if (result is { Version: { } version, Lineage: { } lineage })
        {
            parts.AddRange(Section($"Where v{version.Version} comes from"));
            parts.Add(LineageTree.Of(version.Model, version, lineage));
        }

        if (result.Trial is { } trial)
        {
            parts.AddRange(Section("One answer"));
            parts.Add(InferenceText.Example(trial.Example, trial.Response, result.Facts.IsClassification));
        }

        parts.AddRange(Section("Next"));
        parts.Add(Next(result, hints));
        return new Rows(parts);
    }

    private static IEnumerable<IRenderable> Learned(RunResult result)
    {
        yield return Heading("What was learned");
        var committed = result.Committed;
        if (committed.Count == 0)
        {
            yield return Block.Of(Line.Of("No round is committed yet."));
            yield break;
        }

        if (result.Federation.StopReason is { } reason)
        {
            yield return Block.Of(Line.Of($"It ended after round {result.Federation.Round} of {result.Federation.Rounds}: {reason}."));
        }

        if (result.Federation.BestVersion is { } best)
        {
            yield return Block.Of(Line.Of($"The best version is v{best}."));
        }

        var seconds = committed.Sum(round => round.Seconds);
        var measure = Headline.Of(result.Facts);
        double[] course = [.. committed.Select(round => measure.Get(EvaluationTables.FiguresOf(Metrics(round)))?.Value).OfType<double>()];
        double[] losses = [.. committed.Select(Metrics).OfType<Evaluation.Metrics>().Select(metrics => metrics.Loss)];
        yield return Block.Of(Series(measure.Label, course), Series("loss", losses));
        yield return Block.Of(
            Line.Of($"in {committed.Count} {(committed.Count == 1 ? "round" : "rounds")} and {Figures.Seconds(seconds)}, of which the platform took {Figures.Seconds(committed.Sum(round => round.OverheadSeconds))}", Palette.Quiet),
            new Line());
        yield return RoundTables.List(committed.Count <= ShownRounds ? committed : [.. committed.Take(ShownRounds / 2), .. committed.TakeLast(ShownRounds / 2)]);
        if (committed.Count > ShownRounds)
        {
            yield return Block.Of(Line.Of($"{committed.Count - ShownRounds} rounds between them: fed round list {result.Federation.Name}", Palette.Quiet));
        }
    }

    private static IRenderable Beside(RunResult result, Estimate own)
    {
        var measure = Headline.Of(result.Facts);
        List<(string What, Estimate? Figure, string Note)> rows = [];
        if (result.Version?.Output is [var classes] && result.Facts.IsClassification)
        {
            var choices = Math.Max(classes, 2);
            var chance = 1.0 / choices;
            rows.Add(("chance", new(chance, chance, chance), $"one of {choices} classes, guessed"));
        }

        rows.AddRange(result.Baselines.Select(baseline => (baseline.What, Headline.Last(baseline.Rounds, measure), baseline.Name)));
        return Listing.Table(
            [new Column("training"), new Column(measure.Label), new Column("", Rank: 2), new Column("federated is", Rank: 1), new Column("", Rank: 3)],
            [
                .. rows.Select(row => Row(row.What, row.Figure, Judged(Comparison.Of(own, row.Figure, measure.HigherIsBetter)), row.Note, measure, Palette.Quiet)),
                Row("federated", own, "", $"{result.Federation.Name}: no client's data left its site", measure, Palette.Good),
            ]);
    }

    private static Cell[] Row(string what, Estimate? figure, Cell verdict, string note, Figure measure, Style bar) =>
    [
        new(what, what == "federated" ? Palette.Strong : Palette.Plain), EstimateText.Of(figure),
        new(measure.HigherIsBetter && figure is { Value: var value } && double.IsFinite(value) ? RunFrame.Bar(Math.Clamp(value, 0, 1), BarCells) : "", bar),
        verdict, new(note, Palette.Quiet),
    ];

    private static Cell Judged(Verdict verdict) => new(Comparison.Text(verdict), verdict switch
    {
        Verdict.Better => Palette.Good,
        Verdict.Worse => Palette.Bad,
        _ => Palette.Quiet,
    });

    private static Block Next(RunResult result, Hints hints)
    {
        var (name, model) = (result.Federation.Name, result.Federation.Model);
        var (input, answer) = result.Facts.HasExamples ? ("--example 3", "another answer") : ("--input row.json", "an answer to a row of your own");
        var lines = Listing.Lines(
            [new Column(""), new Column("")],
            [
                .. new (string Command, string What)[]
                {
                    ($"fed round show {name} {Math.Max(1, result.Federation.Round)}", "who did what in the last round"),
                    ($"fed infer {model} {input}", answer),
                    ($"fed model export {model} --onnx {model}.onnx", "the model as a file"),
                    ($"fed grant give {model} --to alice --can infer --until 7d", "let somebody else use it"),
                    ($"fed infer {model} {input} --as bob", "what somebody without a grant gets"),
                }.Select(next => new Cell[] { new(next.Command + hints.Repeat, Palette.Accent), new(next.What, Palette.Quiet) }),
            ],
            int.MaxValue);
        return Block.Of(hints.Program is { } program
            ? lines.Append(Line.Of($"Typing fed does not find it yet: alias {FedRoot.Program}=\"{program}\"", Palette.Quiet))
            : lines);
    }

    private static Line Series(string name, double[] values) => values.Length switch
    {
        0 => Line.Of($"{name,-9} not measured: the spec asks for no test", Palette.Quiet),
        1 => Line.Of($"{name,-9} ").With(Figures.Ratio(values[0])!, Palette.Strong),
        _ => Line.Of($"{name,-9} {Figures.Ratio(values[0])} → ").With(Figures.Ratio(values[^1])!, Palette.Strong).With("  ").With(Sparkline.Of(values, SparkCells), Palette.Accent),
    };

    private static Evaluation.Metrics? Metrics(RoundReport round) => round.Central ?? round.Federated;

    private static IEnumerable<IRenderable> Section(string title) => [Block.Of(new Line()), Heading(title)];

    private static Block Heading(string title) => Block.Of(Line.Of(title, Palette.Strong));
}
