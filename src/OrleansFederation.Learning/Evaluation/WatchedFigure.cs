namespace OrleansFederation.Evaluation;

/// <summary>Figures that decisions between rounds can be made by: the loss, and every <see cref="Figure"/>.</summary>
public static class WatchedFigure
{
    /// <summary>The name of the mean loss.</summary>
    public const string Loss = "loss";

    /// <summary>The names, the loss first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Loss, .. Figure.All.Select(figure => figure.Name)];

    /// <summary>Whether a figure is better where it is higher.</summary>
    /// <param name="metric">Its name.</param>
    public static bool HigherIsBetter(string metric) => metric != Loss && Of(metric).HigherIsBetter;

    /// <summary>Whether one value is better than another by more than a margin.</summary>
    /// <param name="metric">The figure's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="than">The other.</param>
    /// <param name="by">The margin, 0 or more.</param>
    public static bool IsBetter(string metric, double value, double than, double by = 0) =>
        HigherIsBetter(metric) ? value > than + by : value < than - by;

    /// <summary>Reads a figure.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="metrics">The evaluation; null where there was none.</param>
    /// <returns>Its value; null where it is not known or not finite.</returns>
    public static double? Read(string metric, Metrics? metrics)
    {
        double? value = metrics switch
        {
            null => null,
            _ when metric == Loss => metrics.Loss,
            { Figures: { } figures } => Of(metric).Get(figures)?.Value,
            _ => metric == "accuracy" ? metrics.Accuracy : null,
        };
        return value is { } known && double.IsFinite(known) ? known : null;
    }

    private static Figure Of(string metric) => Figure.All.FirstOrDefault(figure => figure.Name == metric)
        ?? throw new ArgumentOutOfRangeException(nameof(metric), metric, "There is no such figure.");
}
