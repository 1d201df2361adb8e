using OrleansFederation.Data;

namespace OrleansFederation.Attacks;

/// <summary>Trains on labels that are turned round: class c of K becomes K − 1 − c, a target of a regression its negative (Fang et al. 2020, "Local Model Poisoning Attacks to Byzantine-Robust Federated Learning", §6).</summary>
public sealed class LabelFlip : IAttack
{
    /// <inheritdoc/>
    public string Name => "labelflip";

    /// <inheritdoc/>
    public string Description => "train on labels turned round";

    /// <inheritdoc/>
    public IDataSet Poison(IDataSet data, Attacker attacker) => new FlippedSet(data, attacker.Classes);

    private sealed class FlippedSet(IDataSet data, int classes) : IDataSet
    {
        public int Count => data.Count;

        public IReadOnlyList<int> InputShape => data.InputShape;

        public DataSummary? Summary => data.Summary;

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination) => data.ReadInputs(indices, destination);

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
        {
            data.ReadTargets(indices, destination);
            for (var i = 0; i < indices.Length; i++)
            {
                destination[i] = classes == 0 ? -destination[i] : classes - 1 - destination[i];
            }
        }
    }
}
