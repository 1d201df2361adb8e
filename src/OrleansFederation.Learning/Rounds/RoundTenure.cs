namespace OrleansFederation.Rounds;

/// <summary>
/// Says who drives a round. Taking a round up counts its epoch up, and every later write names the epoch it was given: of two
/// activations that believe to drive the same round, only the one that took it up last can write.
/// </summary>
/// <param name="Federation">The federation's name.</param>
/// <param name="Number">The round's number.</param>
/// <param name="Epoch">How often the round was taken up, from 1.</param>
public sealed record RoundTenure(string Federation, int Number, long Epoch);
