namespace OrleansFederation.Defence;

/// <summary>
/// ‖uᵢ‖, the Euclidean norm of the update: one that is much longer than the others pulls the model harder than they do together, which is
/// what boosted backdoors do (Sun et al. 2019, "Can You Really Backdoor Federated Learning?", §4). Short updates are not flagged: they do
/// no harm. Danger: clients with more steps or stranger data have longer updates honestly; and an attacker that knows the others' norms stays within them.
/// </summary>
public sealed class NormScore : IAnomalyScore
{
    /// <inheritdoc/>
    public string Name => "norm";

    /// <inheritdoc/>
    public string Description => "the length of the update: finds those that pull much harder than others, such as boosted ones";

    /// <inheritdoc/>
    public double Threshold => 3.5;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(UpdateMeasures measures) => measures.Norms;

    /// <summary>A tenth of the median norm.</summary>
    /// <inheritdoc/>
    public double LeastSpread(double median) => 0.1 * median;
}
