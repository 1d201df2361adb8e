using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Runs;

/// <summary>Draws a running federation: its clients with bars, its rounds, and loss and accuracy as they change.</summary>
internal static class RunFrame
{
    private const int Shown = 12;
    private const int Label = 10;
    private const int WidestBar = 28;
    private const int NarrowestBar = 8;
    private const int WidestLine = 100;

    /// <summary>Draws the frame.</summary>
    public static IRenderable Of(RunView view, TimeSpan elapsed) => new Block(width => Lines(view, elapsed, Math.Min(width, WidestLine)));

    private static IEnumerable<Line> Lines(RunView view, TimeSpan elapsed, int width)
    {
        var clock = Figures.Elapsed(elapsed);
        var title = Line.Of(view.Federation, Palette.Strong).With($" · model {view.Model}", Palette.Quiet)
            .With(view.Round > 0 ? $" · round {view.Round} of {view.Rounds}" : "").With($" · {view.Phase}", Palette.Accent);
        yield return title.PadTo(width - clock.Length).With(clock, Palette.Quiet);

        foreach (var line in Clients(view, width))
        {
            yield return line;
        }

        var bar = Math.Clamp(width - Label - 12, NarrowestBar, WidestBar);
        if (view.Selected > view.Clients.Length)
        {
            yield return Line.Of("clients".PadRight(Label)).With(Bar((double)view.Delivered / view.Selected, bar), Palette.Good)
                .With($"  {Figures.Count(view.Delivered)}/{Figures.Count(view.Selected)}");
        }

        yield return Line.Of("rounds".PadRight(Label)).With(Bar(view.Rounds > 0 ? (double)view.Committed.Count / view.Rounds : 0, bar), Palette.Good)
            .With($"  {view.Committed.Count}/{view.Rounds}");
        if (Series("loss", view.Losses, width) is { } loss)
        {
            yield return loss;
        }

        if (Series("accuracy", view.Accuracies, width) is { } accuracy)
        {
            yield return accuracy;
        }

        if (view.Failure is { } failure)
        {
            yield return Line.Of($"{failure.Code} ", Palette.Bad).With($"at {failure.Place}: {failure.Cause}");
        }
    }

    /// <summary>Draws a share of the whole.</summary>
    public static string Bar(double fraction, int cells)
    {
        var full = (int)Math.Round(Math.Clamp(fraction, 0, 1) * cells);
        return new string('█', full) + new string('░', cells - full);
    }

    private static IEnumerable<Line> Clients(RunView view, int width)
    {
        if (view.Clients.IsEmpty)
        {
            yield break;
        }

        // Those who work or failed are worth seeing first; the order within is the cohort's, so that lines keep their places.
        var shown = view.Clients.Length <= Shown
            ? view.Clients
            : [.. view.Clients.OrderBy(client => client.Activity switch
            {
                ClientActivity.Failed => 0,
                ClientActivity.Training or ClientActivity.Reading => 1,
                ClientActivity.Waiting => 2,
                _ => 3,
            }).Take(Shown)];
        var bar = Math.Clamp(width - 52, NarrowestBar, WidestBar);
        var lines = Listing.Lines(
            [new Column("client"), new Column("state"), new Column("progress"), new Column("", Right: true), new Column("examples", Right: true, Rank: 1), new Column("loss", Right: true), new Column("", Rank: 2)],
            [
                .. shown.Select(client => new Cell[]
                {
                    client.Client, State(client.Activity), new Cell(Bar(client.Fraction, bar), Style(client.Activity)), $"{(int)(client.Fraction * 100)}%",
                    client.Examples is { } examples ? Figures.Count(examples) : null, Figures.Ratio(client.Loss), new Cell(client.Problem ?? "", Palette.Bad),
                }),
            ],
            width);
        foreach (var line in lines)
        {
            yield return line;
        }

        if (view.Clients.Length > shown.Length)
        {
            yield return Line.Of($"and {view.Clients.Length - shown.Length} more; {view.Clients.Count(c => c.Activity is ClientActivity.Done)} of {view.Clients.Length} done", Palette.Quiet);
        }
    }

    private static Line? Series(string name, IReadOnlyList<double> values, int width)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var (first, last) = (Figures.Ratio(values[0])!, Figures.Ratio(values[^1])!);
        var line = Line.Of(name.PadRight(Label)).With(first, Palette.Quiet);
        return values.Count == 1
            ? line
            : line.With(" ").With(Sparkline.Of(values, Math.Max(1, width - Label - first.Length - last.Length - 2)), Palette.Accent).With(" ").With(last, Palette.Strong);
    }

    private static Cell State(ClientActivity activity) => new(Figures.Word(activity), Style(activity));

    private static Spectre.Console.Style Style(ClientActivity activity) => activity switch
    {
        ClientActivity.Done => Palette.Good,
        ClientActivity.Failed => Palette.Bad,
        ClientActivity.Training or ClientActivity.Reading => Palette.Accent,
        _ => Palette.Quiet,
    };
}
