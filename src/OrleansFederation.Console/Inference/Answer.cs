namespace OrleansFederation.Inference;

/// <summary>What a classifier answers for one input.</summary>
/// <param name="Class">The most probable class.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
/// <param name="Probabilities">The probability of every class.</param>
internal sealed record Answer(int Class, double Probability, IReadOnlyList<double> Probabilities)
{
    private const double Tolerance = 1e-3;

    /// <summary>
    /// Makes an answer of the outputs of a classifier for one input: logits by softmax, one logit by the logistic function, and what
    /// is a distribution already as it is.
    /// </summary>
    public static Answer Of(ReadOnlySpan<float> outputs)
    {
        double[] probabilities = outputs.Length == 1 ? Binary(outputs[0]) : Distribution(outputs);
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new Answer(best, probabilities[best], probabilities);
    }

    /// <summary>The classes from the most probable down.</summary>
    public IEnumerable<(int Class, double Probability)> Ranked() =>
        Probabilities.Select((probability, i) => (Class: i, Probability: probability)).OrderByDescending(entry => entry.Probability).ThenBy(entry => entry.Class);

    private static double[] Binary(double logit)
    {
        var one = 1 / (1 + Math.Exp(-logit));
        return [1 - one, one];
    }

    private static double[] Distribution(ReadOnlySpan<float> outputs)
    {
        double[] values = [.. outputs.ToArray().Select(output => (double)output)];
        if (values.All(value => value is >= 0 and <= 1) && Math.Abs(values.Sum() - 1) < Tolerance)
        {
            return values;
        }

        var highest = values.Max();
        double[] powers = [.. values.Select(value => Math.Exp(value - highest))];
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
