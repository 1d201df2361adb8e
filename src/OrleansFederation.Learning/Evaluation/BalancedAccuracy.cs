namespace OrleansFederation.Evaluation;

/// <summary>
/// The mean of the recalls of the classes that have examples: a class that no example is of takes no part. The interval combines Wilson's
/// of each recall by the square of their distances (Zou and Donner 2008): mean ∓ √Σ((rₖ − endₖ)/K)².
/// </summary>
public static class BalancedAccuracy
{
    /// <summary>Gives the figure; null over no example.</summary>
    /// <param name="matrix">The confusion matrix.</param>
    public static Estimate? Of(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Estimate[] recalls =
        [
            .. Enumerable.Range(0, matrix.Classes).Select(k => (Right: matrix[k, k], All: matrix.Of(k))).Where(k => k.All > 0)
                .Select(k => WilsonInterval.Of(k.Right, k.All)),
        ];
        if (recalls.Length == 0)
        {
            return null;
        }

        var mean = recalls.Sum(recall => recall.Value) / recalls.Length;
        var below = Math.Sqrt(recalls.Sum(recall => Square(recall.Value - recall.Low!.Value))) / recalls.Length;
        var above = Math.Sqrt(recalls.Sum(recall => Square(recall.High!.Value - recall.Value))) / recalls.Length;
        return new(mean, Math.Max(0, mean - below), Math.Min(1, mean + above));
    }

    private static double Square(double value) => value * value;
}
