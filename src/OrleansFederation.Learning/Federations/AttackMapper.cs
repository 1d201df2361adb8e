using OrleansFederation.Attacks;

namespace OrleansFederation.Federations;

/// <summary>Maps the attack of a spec.</summary>
internal static class AttackMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="attack">Such as <c>{clients: 0.2, how: signflip}</c> or <c>{clients: [3, 7], how: {scale: 20}, from: 5}</c>.</param>
    /// <returns>The attack; null where there is none.</returns>
    public static AttackSpec? Map(SpecValue attack)
    {
        var (name, given) = attack["how"].First ?? (attack["how"].Text ?? "", default);
        if (KnownAttacks.Find(name) is not { } known)
        {
            return null;
        }

        return new(name, ArgumentMapper.Map(known.Arguments, given))
        {
            Clients = attack["clients"].IsList ? [.. attack["clients"].Items.Select(ordinal => ordinal.Whole ?? 0).Distinct().Order()] : null,
            Share = attack["clients"].Number ?? 0,
            From = attack["from"].Whole ?? 1,
        };
    }
}
