namespace OrleansFederation.Aggregation;

/// <summary>The robust rules as their papers have them, in plain arithmetic and without a thought of speed.</summary>
internal static class PlainRules
{
    /// <summary>Runs a rule.</summary>
    public static double[] Run(IAggregationRule rule, AggregationSpec settings, double[][] updates, long[] examples) => rule switch
    {
        TrimmedMean => ByPlace(updates, sorted => Mean(sorted[(int)(settings["share"] * sorted.Length)..^(int)(settings["share"] * sorted.Length)])),
        Krum => updates[Choose(updates, (int)settings["byzantine"], 1)[0]],
        MultiKrum => Weighted(updates, examples, Choose(updates, (int)settings["byzantine"], settings["select"] > 0 ? (int)settings["select"] : updates.Length - (int)settings["byzantine"]), settings["weighted"] > 0),
        BulyanFlower => Middle([.. Choose(updates, (int)settings["byzantine"], updates.Length - 2 * (int)settings["byzantine"]).Select(i => updates[i])], (int)settings["byzantine"]),
        Bulyan => Middle(Repeated(updates, (int)settings["byzantine"]), (int)settings["byzantine"]),
        _ => throw new NotSupportedException(rule.Name),
    };

    /// <summary>Between which means Bulyan's number at a place lies, where several numbers are equally far from the median at the cut and any of them may be kept.</summary>
    public static (double Low, double High) BulyanBetween(double[][] updates, int byzantine, int place)
    {
        double[] sorted = [.. Repeated(updates, byzantine).Select(update => update[place]).Order()];
        var (half, kept) = (sorted.Length / 2, sorted.Length - 2 * byzantine);
        var median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        var cut = sorted.Select(value => Math.Abs(value - median)).Order().ElementAt(kept - 1);
        double[] nearer = [.. sorted.Where(value => Math.Abs(value - median) < cut)];
        double[] alike = [.. sorted.Where(value => Math.Abs(value - median) == cut)];
        return ((nearer.Sum() + alike.Take(kept - nearer.Length).Sum()) / kept, (nearer.Sum() + alike.TakeLast(kept - nearer.Length).Sum()) / kept);
    }

    private static double[] ByPlace(double[][] updates, Func<double[], double> combine) =>
        [.. Enumerable.Range(0, updates[0].Length).Select(k => combine([.. updates.Select(update => update[k]).Order()]))];

    private static double Mean(double[] values) => values.Sum() / values.Length;

    private static double[] Weighted(double[][] updates, long[] examples, int[] chosen, bool weighted)
    {
        var total = chosen.Sum(i => weighted ? (double)examples[i] : 1);
        return [.. Enumerable.Range(0, updates[0].Length).Select(k => chosen.Sum(i => updates[i][k] * (weighted ? examples[i] : 1)) / total)];
    }

    private static int[] Choose(double[][] updates, int byzantine, int count)
    {
        var nearest = Math.Max(1, updates.Length - byzantine - 2);
        var scores = updates.Select((a, i) => updates.Where((_, j) => j != i).Select(b => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()).Order().Take(nearest).Sum()).ToArray();
        return [.. Enumerable.Range(0, updates.Length).OrderBy(i => scores[i]).Take(count)];
    }

    private static double[][] Repeated(double[][] updates, int byzantine)
    {
        var (left, chosen) = (updates.ToList(), new List<double[]>());
        while (chosen.Count < updates.Length - 2 * byzantine)
        {
            var best = Choose([.. left], byzantine, 1)[0];
            chosen.Add(left[best]);
            left.RemoveAt(best);
        }

        return [.. chosen];
    }

    private static double[] Middle(double[][] chosen, int byzantine) => ByPlace(chosen, sorted =>
    {
        var half = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return Mean([.. sorted.OrderBy(value => Math.Abs(value - median)).Take(sorted.Length - 2 * byzantine)]);
    });
}
