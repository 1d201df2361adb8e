namespace OrleansFederation.Attacks;

/// <summary>An attack that some of a federation's simulated clients carry out, to see what its rule and its defences bear.</summary>
/// <param name="Attack">The name of the attack.</param>
/// <param name="Arguments">Its arguments by name, all of them: what the spec leaves out has its default.</param>
public sealed record AttackSpec(string Attack, IReadOnlyDictionary<string, double> Arguments)
{
    /// <summary>The ordinals of the clients that attack, ascending; null where <see cref="Share"/> says how many.</summary>
    public IReadOnlyList<int>? Clients { get; init; }

    /// <summary>The share of the clients that attack, above 0 and below 1; which ones follows from the spec's seed. Ignored where <see cref="Clients"/> is given.</summary>
    public double Share { get; init; }

    /// <summary>The first round in which they attack, 1 or more.</summary>
    public int From { get; init; } = 1;

    /// <summary>The value of an argument.</summary>
    /// <param name="argument">Its name; one that the attack declares.</param>
    public double this[string argument] => Arguments[argument];
}
