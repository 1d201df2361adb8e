namespace OrleansFederation.Evaluation;

/// <summary>Seeded outputs of a model that knows a little, with their targets.</summary>
internal sealed class Examples
{
    private Examples(int classes, float[][] logits, int[] targets) => (Classes, Logits, Targets) = (classes, logits, targets);

    public int Classes { get; }

    public float[][] Logits { get; }

    public int[] Targets { get; }

    public int Count => Targets.Length;

    /// <summary>Draws examples: the true class's logit is higher by one on average.</summary>
    public static Examples Draw(int count, int classes, int seed, double spread = 2)
    {
        var random = new Random(seed);
        int[] targets = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
        return new(classes, [.. targets.Select(target => Enumerable.Range(0, classes).Select(k => (float)(Normal(random) * spread + (k == target ? 1 : 0))).ToArray())], targets);
    }

    /// <summary>Counts some of the examples.</summary>
    public Metrics Evaluate(params IEnumerable<int> which)
    {
        var tally = new EvaluationTally(Classes);
        var (examples, correct, loss, squares) = (0, 0L, 0.0, 0.0);
        foreach (var i in which)
        {
            tally.Add(Logits[i], Targets[i]);
            var own = -Math.Log(NaiveFigures.Softmax(Logits[i])[Targets[i]]);
            (examples, correct, loss, squares) = (examples + 1, correct + (Predicted(i) == Targets[i] ? 1 : 0), loss + own, squares + own * own);
        }

        return new(examples, loss, correct) { Tallies = tally.ToTallies() with { LossSquareSum = squares } };
    }

    public Metrics Evaluate() => Evaluate(Enumerable.Range(0, Count));

    public int Predicted(int i) => Array.IndexOf(Logits[i], Logits[i].Max());

    public double[] Probabilities(int i) => NaiveFigures.Softmax(Logits[i]);

    /// <summary>The log odds of a class, from which its order follows.</summary>
    public double LogOdds(int i, int k)
    {
        var others = Logits[i].Where((_, j) => j != k).Select(logit => (double)logit).ToArray();
        return Logits[i][k] - (others.Max() + Math.Log(others.Sum(other => Math.Exp(other - others.Max()))));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
