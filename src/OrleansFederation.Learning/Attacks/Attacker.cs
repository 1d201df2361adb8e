namespace OrleansFederation.Attacks;

/// <summary>One dishonest client in one round.</summary>
/// <param name="Attack">What it does.</param>
/// <param name="Settings">The attack's arguments.</param>
/// <param name="Ordinal">The client's ordinal.</param>
/// <param name="Seed">The seed of what is drawn for this client, the same in every round.</param>
/// <param name="RoundSeed">The seed of what is drawn for this client and this round.</param>
/// <param name="Classes">The number of classes of the model; 0 of a regression.</param>
/// <param name="Cohort">The number of clients of the round.</param>
/// <param name="Accomplices">The ordinals of the round's clients that attack, this one among them, ascending.</param>
public sealed record Attacker(IAttack Attack, AttackSpec Settings, int Ordinal, ulong Seed, ulong RoundSeed, int Classes, int Cohort, IReadOnlyList<int> Accomplices);
