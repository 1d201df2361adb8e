namespace OrleansFederation.Rounds;

/// <summary>The decision whose updates make up a round's aggregate. The one with the highest number is in force.</summary>
/// <param name="Number">1 for the first; higher where a frozen update was lost and dropped.</param>
/// <param name="Contributors">The contributing clients, in ordinal order.</param>
/// <param name="Digest">The SHA-256 over contributors, attempts, update digests and examples, and the rounds of those that began in an earlier one.</param>
public sealed record Freeze(int Number, IReadOnlyList<string> Contributors, string Digest);
