namespace OrleansFederation.Evaluation;

/// <summary>A figure of a round's evaluation that decisions are made by.</summary>
/// <param name="Metric">Its name, such as <c>accuracy</c>, <c>loss</c> or <c>auroc</c>.</param>
/// <param name="On">Which evaluation it is taken from.</param>
public sealed record WatchSpec(string Metric, WatchedSet On);
