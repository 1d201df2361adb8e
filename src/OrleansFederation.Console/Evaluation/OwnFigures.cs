using OrleansFederation.Output;
using OrleansFederation.Rounds;
using Spectre.Console.Rendering;

namespace OrleansFederation.Evaluation;

/// <summary>The figures that plugins count: sums over all examples, one over the other, without intervals, since what they are of is the plugin's own.</summary>
internal static class OwnFigures
{
    /// <summary>The figures' names over a round's tests, in order.</summary>
    /// <param name="tests">The tests.</param>
    public static string[] Names(IEnumerable<Metrics?> tests) => [.. tests.SelectMany(test => test?.Own ?? []).Select(sums => sums.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A figure of a test; null where it has none of the name.</summary>
    /// <param name="test">The test.</param>
    /// <param name="name">The name.</param>
    public static double? Get(Metrics? test, string name) => test?.Own?.FirstOrDefault(sums => sums.Name == name)?.Value;

    /// <summary>The tests of a round: over all examples and, of several sites, by site.</summary>
    /// <param name="round">The round.</param>
    public static IReadOnlyList<(string Name, Metrics Metrics)> Tests(RoundReport round) =>
    [
        .. new (string Name, Metrics? Metrics)[] { ("central test", round.Central), ("clients' tests", round.Federated) }
            .Concat(round.Sites.Count > 1 ? round.Sites.Select(site => (Name: site.Site, Metrics: (Metrics?)site.Metrics)) : [])
            .Where(test => test.Metrics is not null).Select(test => (test.Name, Metrics: test.Metrics!)),
    ];

    /// <summary>A table of them; null where there are none.</summary>
    /// <param name="round">The round.</param>
    public static IRenderable? Table(RoundReport round)
    {
        var tests = Tests(round);
        var names = Names(tests.Select(test => (Metrics?)test.Metrics));
        return names.Length == 0
            ? null
            : Listing.Table(
                [new Column("own figure"), .. tests.Select((test, i) => new Column(test.Name, Right: true, Rank: i))],
                [.. names.Select(name => (Cell[])[name, .. tests.Select(test => (Cell)Figures.Ratio(Get(test.Metrics, name)))])]);
    }
}
