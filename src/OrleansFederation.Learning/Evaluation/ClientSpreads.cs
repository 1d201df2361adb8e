namespace OrleansFederation.Evaluation;

/// <summary>
/// Computes how a figure is spread over clients, as fairness among them is measured (Li et al. 2020, "Fair Resource Allocation in Federated
/// Learning", section 4: average, worst 10 % and variance of the devices' accuracies). The variance is of these clients, not an estimate from
/// them: divided by their number.
/// </summary>
public static class ClientSpreads
{
    private const int Tenths = 10;

    /// <summary>Gives the spread.</summary>
    /// <param name="clients">The figures of each client; those without examples are left out.</param>
    /// <returns>The spread; null where no client has a finite figure.</returns>
    public static ClientSpread? Of(IEnumerable<Metrics> clients)
    {
        Metrics[] counted = [.. clients.Where(client => client.Examples > 0)];
        var isClassification = counted.Length > 0 && counted.All(client => client.Correct is not null);
        double[] values = [.. counted.Select(client => isClassification ? client.Accuracy!.Value : Math.Sqrt(client.Loss)).Where(double.IsFinite)];
        if (values.Length == 0)
        {
            return null;
        }

        // Sorted from worst to best, by which the sums do not depend on the clients' order either.
        Array.Sort(values, (a, b) => isClassification ? a.CompareTo(b) : b.CompareTo(a));
        var mean = values.Average();
        return new(
            isClassification ? "accuracy" : "rootMeanSquaredError",
            values.Length,
            mean,
            values.Take((values.Length + Tenths - 1) / Tenths).Average(),
            values.Average(value => (value - mean) * (value - mean)));
    }
}
