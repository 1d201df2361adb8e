using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Inference;

/// <summary>Draws answers.</summary>
internal static class InferenceText
{
    private const int Ranks = 3;
    private const int BarCells = 20;

    /// <summary>Splits the outputs by input.</summary>
    public static IReadOnlyList<float[]> Rows(InferenceResponse response)
    {
        var width = response.Shape.Skip(1).Aggregate(1, (size, dimension) => size * dimension);
        return width > 0 ? [.. response.Outputs.Chunk(width)] : [];
    }

    /// <summary>A table of the outputs of each input, with classes where the model is a classifier.</summary>
    public static IRenderable Table(InferenceResponse response, bool isClassifier) => isClassifier
        ? Listing.Table(
            [new Column("input", Right: true), new Column("answer", Right: true), new Column("probability", Right: true), new Column("next", Rank: 1)],
            [
                .. Rows(response).Select(row => Answer.Of(row)).Select((answer, i) => new Cell[]
                {
                    $"{i}", new Cell($"{answer.Class}", Palette.Strong), Figures.Ratio(answer.Probability),
                    string.Join(", ", answer.Ranked().Skip(1).Take(Ranks - 1).Select(next => $"{next.Class} ({Figures.Ratio(next.Probability)})")),
                }),
            ])
        : Listing.Table(
            [new Column("input", Right: true), new Column("outputs")],
            [.. Rows(response).Select((row, i) => new Cell[] { $"{i}", string.Join(", ", row.Select(value => value.ToString("G6", CultureInfo.InvariantCulture))) })]);

    /// <summary>An example, drawn where it is an image, beside the answer and the truth.</summary>
    public static IRenderable Example(DataExample example, InferenceResponse response, bool isClassifier)
    {
        var image = ImageDrawing.Of(example);
        Line[] words = [.. Words(example, response, isClassifier)];
        if (image.Count == 0)
        {
            return Block.Of(words);
        }

        var left = image.Max(line => line.Width) + 3;
        var top = Math.Max(0, (image.Count - words.Length) / 2);
        return Block.Of(Enumerable.Range(0, Math.Max(image.Count, top + words.Length)).Select(i =>
        {
            var line = Line.Of(" ").With(i < image.Count ? image[i].ToString() : "").PadTo(left);
            return i >= top && i - top < words.Length ? words[i - top].After(line) : line;
        }));
    }

    private static IEnumerable<Line> Words(DataExample example, InferenceResponse response, bool isClassifier)
    {
        var outputs = Rows(response)[0];
        yield return Line.Of($"example {example.Index}", Palette.Quiet).With($", answered by {response.Model} v{response.Version}", Palette.Quiet);
        yield return new Line();
        if (!isClassifier)
        {
            yield return Line.Of("answer ").With(string.Join(", ", outputs.Select(value => value.ToString("G4", CultureInfo.InvariantCulture))), Palette.Strong);
            yield return Line.Of($"truth  {example.Label.ToString("G4", CultureInfo.InvariantCulture)}");
            yield break;
        }

        var answer = Answer.Of(outputs);
        var isRight = answer.Class == (int)example.Label;
        foreach (var (name, probability) in answer.Ranked().Take(Ranks))
        {
            yield return Line.Of(name == answer.Class ? "answer " : "       ").With($"{name}", name == answer.Class ? Palette.Strong : Palette.Quiet)
                .With($"  {Figures.Ratio(probability)} ").With(new string('█', (int)Math.Round(probability * BarCells)), Palette.Accent);
        }

        yield return Line.Of("truth  ").With($"{(int)example.Label}", Palette.Strong)
            .With(isRight ? "  right" : "  wrong", isRight ? Palette.Good : Palette.Bad);
    }
}
