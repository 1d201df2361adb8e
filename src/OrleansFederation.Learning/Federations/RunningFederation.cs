namespace OrleansFederation.Federations;

/// <summary>A federation that runs.</summary>
/// <param name="Name">The federation's name.</param>
/// <param name="Owner">The principal who started it.</param>
/// <param name="Round">The round in progress, or the last one; 0 before the first.</param>
/// <param name="Rounds">The number of rounds that the spec asks for.</param>
public sealed record RunningFederation(string Name, string Owner, int Round, int Rounds);
