using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// <see cref="NormBounded"/> with a bound that follows the norms (Andrew et al. 2021, "Differentially Private Learning with Adaptive Clipping",
/// algorithm 1, without its noise): C ← C·exp(−η·(b − γ)), where b is the share of the round's updates with ‖uᵢ‖ ≤ C, γ the share that
/// is to be left as it is and η the rate. Every client counts alike in b. Danger: the norms are the clients' own; a majority of them
/// carries the bound where it likes, and as of normbounded each pulls by its weight times C.
/// </summary>
public sealed class AdaptiveClipping : ILinearRule, IAdaptiveRule
{
    private const double Least = 1e-6;
    private const double Greatest = 1e6;

    private readonly NormBounded _bounded = new();

    /// <inheritdoc/>
    public string Name => "adaptiveclipping";

    /// <inheritdoc/>
    public string Description => "as normbounded, with a bound that follows the norms: for when nobody knows them beforehand, or they shrink as training goes on";

    /// <inheritdoc/>
    public bool TrustsNorms => true;

    /// <inheritdoc/>
    public bool TakesStaleness => true;

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("bound", "The greatest norm of an update in the first round.", 0.1, Least, Greatest, Whole: false),
        new("quantile", "The share of updates that the bound should leave as they are.", 0.5, 0, 1, Whole: false),
        new("rate", "How fast the bound follows.", 0.2, 0, 10, Whole: false),
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) =>
        new(0, FormattableString.Invariant($"each of them moves the model by its share of the examples times at most the bound, which begins at {settings["bound"]}"));

    /// <inheritdoc/>
    /// <exception cref="FederationException">As of normbounded.</exception>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings) => _bounded.Weigh(updates, settings);

    /// <inheritdoc/>
    /// <exception cref="FederationException">FED3061 where a receipt has no norm.</exception>
    public AggregationSpec After(AggregationSpec settings, IReadOnlyList<UpdateFigures> updates)
    {
        var bound = settings["bound"];
        var within = 0;
        for (var i = 0; i < updates.Count; i++)
        {
            within += NormBounded.NormOf(updates, i) <= bound ? 1 : 0;
        }

        var next = bound * Math.Exp(-settings["rate"] * ((double)within / updates.Count - settings["quantile"]));
        return settings with { Arguments = new Dictionary<string, double>(settings.Arguments) { ["bound"] = Math.Clamp(next, Least, Greatest) } };
    }
}
