namespace OrleansFederation.Optimizers;

/// <summary>A step of a server optimiser.</summary>
/// <param name="Settings">The optimiser's arguments.</param>
/// <param name="Round">The number of the step, which is the round's: from 1.</param>
/// <param name="Rate">The learning rate of this round: the argument <c>learningRate</c> times what the schedule gives.</param>
public readonly record struct ServerStep(ServerSpec Settings, int Round, double Rate);
