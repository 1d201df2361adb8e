using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Reports;
using OrleansFederation.Rounds;

namespace OrleansFederation.Console;

/// <summary>A federation with figures of every kind, two sites, baselines, and a name and description that would be markup.</summary>
internal static class ReportSamples
{
    public const string Markup = "<script>alert('digits')</script> & | `more`";

    /// <summary>A round's figures of two or more classes; the greater the seed, the other the examples.</summary>
    public static Metrics Metrics(int classes, int examples, int seed)
    {
        var random = new Random(seed);
        var tally = new EvaluationTally(classes);
        var (correct, loss, squares) = (0L, 0.0, 0.0);
        for (var i = 0; i < examples; i++)
        {
            var target = random.Next(classes);
            float[] logits = [.. Enumerable.Range(0, classes).Select(k => (float)(random.NextDouble() * 4 + (k == target ? 1.5 : 0)))];
            tally.Add(logits, target);
            var own = Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[target];
            (correct, loss, squares) = (correct + (logits[target] == logits.Max() ? 1 : 0), loss + own, squares + own * own);
        }

        var metrics = new Metrics(examples, loss, correct) { Tallies = tally.ToTallies() with { LossSquareSum = squares } };
        return metrics with { Figures = EvaluationSummary.Of(metrics) };
    }

    public static RoundReport Round(int number, int classes = 2)
    {
        var (north, south) = (Metrics(classes, 300, number), Metrics(classes, 80, number + 100));
        var both = north.Merge(south);
        return Samples.Round(number) with
        {
            Central = Metrics(classes, 500, number + 200),
            Federated = both with { Figures = EvaluationSummary.Of(both) },
            Sites = [new("north", 2, EvaluationSummary.Condense(north)), new("south", 1, EvaluationSummary.Condense(south))],
            SiteMean = SiteMean.Of([north.Figures!, south.Figures!]),
        };
    }

    public static FederationView Federation() => Samples.Federation(status: FederationStatus.Finished) with
    {
        Spec = new("""{"schema":1,"federation":"digits","description":"DESCRIPTION","model":{"layers":[{"linear":{"out":2}}],"loss":"crossEntropy"},"data":null,"evaluation":{"central":"test","baselines":true}}""".Replace("DESCRIPTION", Markup, StringComparison.Ordinal), new string('a', 64)),
    };

    public static ReportData Data(int classes = 2)
    {
        RoundReport[] rounds = [.. Enumerable.Range(1, 3).Select(number => Round(number, classes))];
        var federation = Federation();
        return new(federation, SpecFacts.Of(federation.Spec), rounds, rounds[^1], [new("digits.alone", "one client alone", [Samples.Round(1, accuracy: 0.2)])]);
    }
}
