namespace OrleansFederation.Defence;

/// <summary>
/// L(w + uᵢ), the loss on the central test set of the round's base w moved by this update alone: the descent score of Zeno (Xie et al.
/// 2019, "Zeno: Distributed Stochastic Gradient Descent with Suspicion-based Fault-tolerance", definition 2) without its penalty, compared with the
/// median of the round's updates instead of being ranked. Danger: it needs a test set that stands for what is to be learned, costs an
/// evaluation for each update and for an hour a model of each on the coordinator's disk, shows single updates to the site of that test set, and does not see a backdoor, which leaves the loss alone; and the figures on that test set are then
/// somewhat too good, since updates were chosen by it.
/// </summary>
public sealed class LossScore : IAnomalyScore
{
    /// <inheritdoc/>
    public string Name => "loss";

    /// <inheritdoc/>
    public string Description => "the loss on the central test set with this update alone: finds those that make the model worse";

    /// <inheritdoc/>
    public double Threshold => 3.5;

    /// <inheritdoc/>
    public bool NeedsLosses => true;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(UpdateMeasures measures) => measures.Losses;

    /// <summary>A twentieth of the median loss.</summary>
    /// <inheritdoc/>
    public double LeastSpread(double median) => 0.05 * Math.Abs(median);
}
