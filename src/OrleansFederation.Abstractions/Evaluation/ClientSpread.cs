namespace OrleansFederation.Evaluation;

/// <summary>How a figure is spread over the clients that evaluated, each of which counts the same, however many examples it has.</summary>
/// <param name="Metric">The figure: <c>accuracy</c>, or <c>rootMeanSquaredError</c> where the loss is no classification's.</param>
/// <param name="Clients">The number of clients that have it.</param>
/// <param name="Mean">Its mean over them.</param>
/// <param name="WorstDecile">Its mean over the tenth of the clients, rounded up, for which it is worst.</param>
/// <param name="Variance">Its variance over them: the mean of the squared differences from the mean.</param>
[GenerateSerializer, Immutable, Alias("of.client-spread")]
public sealed record ClientSpread(
    [property: Id(0)] string Metric,
    [property: Id(1)] int Clients,
    [property: Id(2)] double Mean,
    [property: Id(3)] double WorstDecile,
    [property: Id(4)] double Variance);
