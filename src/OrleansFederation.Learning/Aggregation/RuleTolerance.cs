namespace OrleansFederation.Aggregation;

/// <summary>What an aggregation rule with its arguments bears among a number of updates.</summary>
/// <param name="Wrong">How many of the updates may be anything, 0 or more.</param>
/// <param name="Promise">What holds then, or, where it bears none, what a wrong one can do: a clause for people.</param>
public sealed record RuleTolerance(int Wrong, string Promise)
{
    /// <summary>The fewest updates among which the rule with its arguments keeps its promise, 1 or more.</summary>
    public int Fewest { get; init; } = 1;

    /// <summary>Why it needs so many, such as <c>2·1 + 3</c>; null where it needs one only.</summary>
    public string? Because { get; init; }
}
