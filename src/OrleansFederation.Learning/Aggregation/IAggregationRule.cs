using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Makes one vector of the updates of a round. A linear rule is an <see cref="ILinearRule"/>: its updates are folded where they were made,
/// in memory that does not grow with the number of clients. One that looks at the same stretch of all updates is an <see cref="IBlockRule"/>, one
/// that looks at how far they are apart an <see cref="IDistanceRule"/>. A new rule is a file here and a line in <see cref="AggregationRules"/>.
/// </summary>
public interface IAggregationRule
{
    /// <summary>The name in the spec, for example <c>fedavg</c>: lower case.</summary>
    string Name { get; }

    /// <summary>What the rule does and when to choose it, in one sentence, for people.</summary>
    string Description { get; }

    /// <summary>Whether the aggregate is a weighted sum of the updates, so that it can be folded site by site.</summary>
    bool IsLinear { get; }

    /// <summary>Whether it weighs by the loss of the round's base at each client, which costs every client a pass over its data.</summary>
    bool NeedsInitialLoss => false;

    /// <summary>Whether what it promises rests on the norms that receipts tell, so that what sites fold is held against these.</summary>
    bool TrustsNorms => false;

    /// <summary>Whether it gives late updates less weight, so that it may aggregate updates of an asynchronous federation.</summary>
    bool TakesStaleness => false;

    /// <summary>The argument that stands for the clients' learning rate, and follows its schedule; null where there is none.</summary>
    string? ClientRate => null;

    /// <summary>The rule's arguments, in the order of the spec's long form; the first may be given alone.</summary>
    IReadOnlyList<NumericArgument> Arguments => [];

    /// <summary>Tells what the rule bears; a rule that says nothing else bears no wrong update.</summary>
    /// <param name="settings">The rule's arguments.</param>
    /// <param name="updates">How many updates are aggregated, 1 or more.</param>
    RuleTolerance Tolerate(AggregationSpec settings, int updates) => new(0, "one of them can carry the model anywhere");
}
