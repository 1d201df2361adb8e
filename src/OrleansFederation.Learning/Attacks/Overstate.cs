using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>Claims many times the examples that it has, to weigh more wherever claims are believed.</summary>
public sealed class Overstate : IAttack
{
    /// <inheritdoc/>
    public string Name => "overstate";

    /// <inheritdoc/>
    public string Description => "claim many times their examples";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [new("factor", "How many times the count is.", 100, 1, 1e9, Whole: false)];

    /// <inheritdoc/>
    public long Claim(long examples, Attacker attacker) => (long)Math.Min(1e15, examples * attacker.Settings["factor"]);
}
