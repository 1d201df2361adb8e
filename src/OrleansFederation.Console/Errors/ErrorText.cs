using OrleansFederation.Output;

namespace OrleansFederation.Errors;

/// <summary>Writes problems for people: what, why, what to try, where to read more.</summary>
internal static class ErrorText
{
    private const string Why = "  why:  ";
    private const string Try = "  try:  ";
    private const string Docs = "  docs: ";

    /// <summary>Gives the lines of problems, wrapped to a width.</summary>
    public static IEnumerable<Line> Of(IReadOnlyList<Problem> problems, int width)
    {
        foreach (var problem in problems)
        {
            foreach (var line in Of(problem, width))
            {
                yield return line;
            }
        }

        if (problems.Count > 1)
        {
            yield return Line.Of($"{problems.Count} problems.", Palette.Strong);
        }
    }

    private static IEnumerable<Line> Of(Problem problem, int width)
    {
        var title = FederationErrors.Find(problem.Code)?.Title ?? "Unexpected fault";
        yield return Line.Of($"error {problem.Code}", Palette.Bad).With($": {title} at {problem.Place}");
        foreach (var (label, text) in new[] { (Why, problem.Cause), (Try, problem.Remedy), (Docs, $"fed explain {problem.Code}") })
        {
            var first = true;
            foreach (var part in Paragraph.Lines(text, width - label.Length))
            {
                yield return Line.Of(first ? label : new string(' ', label.Length), Palette.Quiet).With(part);
                first = false;
            }
        }
    }
}
