using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>Which positions of a batch are padding. One for each pass.</summary>
internal sealed class PaddingMask
{
    // Far below every score, and finite: an example that is padding alone has equal weights, and no NaN.
    private const float Unseen = -1e30f;

    private torch.Tensor? _kept;

    /// <summary>1 where a position is kept, 0 where it is padding: examples × positions.</summary>
    public torch.Tensor Kept
    {
        get => _kept ?? throw new InvalidOperationException("No embedding came before.");
        set => _kept = value;
    }

    /// <summary>What is added to the scores of keys: examples × 1 × 1 × positions.</summary>
    public torch.Tensor Scores => ((1 - Kept) * Unseen).unsqueeze(1).unsqueeze(1);
}
