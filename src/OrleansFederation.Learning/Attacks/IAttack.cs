using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>
/// What a dishonest client does: to the data that it trains on, to the update that it sends, to the count of examples that it claims. An
/// attack overrides what it does; the rest stays honest. It is a function of its arguments and seeds, so that attacked federations resume
/// and replay like others. A new attack is a file here and a line in <see cref="KnownAttacks"/>.
/// </summary>
public interface IAttack
{
    /// <summary>The name in the spec: lower case.</summary>
    string Name { get; }

    /// <summary>What the clients do, in one sentence, for people.</summary>
    string Description { get; }

    /// <summary>Its arguments, in the order of the spec's long form; the first may be given alone.</summary>
    IReadOnlyList<NumericArgument> Arguments => [];

    /// <summary>Whether attackers know one another's honest updates: each then trains for all of them.</summary>
    bool Colludes => false;

    /// <summary>Gives the data that the client trains on.</summary>
    /// <param name="data">Its honest data.</param>
    /// <param name="attacker">Who attacks.</param>
    IDataSet Poison(IDataSet data, Attacker attacker) => data;

    /// <summary>Gives the update that the client sends.</summary>
    /// <param name="updates">The honest updates of the attackers in ordinal order, where they collude; otherwise its own alone. May be changed.</param>
    /// <param name="attacker">Who attacks.</param>
    float[] Corrupt(IReadOnlyList<float[]> updates, Attacker attacker) => updates[0];

    /// <summary>Gives the count of examples that the client claims.</summary>
    /// <param name="examples">The honest count.</param>
    /// <param name="attacker">Who attacks.</param>
    long Claim(long examples, Attacker attacker) => examples;
}
