namespace OrleansFederation.Training;

/// <summary>
/// A local optimiser: the step of one tensor, one pass over its numbers. It does what torch.optim does, in less time, since that makes
/// several passes. Multiplications and additions are not fused, so that the bits do not depend on the width of the processor's vectors.
/// </summary>
internal interface ILocalOptimizer : IDisposable
{
    /// <summary>Begins a step of all tensors.</summary>
    void Begin();

    /// <summary>Moves the numbers of one tensor.</summary>
    /// <param name="offset">Where the tensor begins in the flat vector.</param>
    /// <param name="parameters">The tensor's numbers; changed.</param>
    /// <param name="gradient">Its gradient, of the same length.</param>
    void Step(int offset, Span<float> parameters, ReadOnlySpan<float> gradient);
}
