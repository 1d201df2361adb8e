using System.Numerics;
using System.Numerics.Tensors;

namespace OrleansFederation.Aggregation;

/// <summary>Puts together what the sites folded.</summary>
public static class PartialSums
{
    /// <summary>Adds the partial sums of the sites, in the order given: ((p₀ + p₁) + p₂) + …</summary>
    /// <param name="partials">The partial sums in site order, all of one length; at least one.</param>
    /// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
    /// <returns>The aggregate; with one site, that site's very bits.</returns>
    public static T[] Combine<T>(IReadOnlyList<ReadOnlyMemory<T>> partials, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfZero(partials.Count);
        var sum = new WeightedSum<T>(partials[0].Length, threads);
        foreach (var partial in partials)
        {
            // Times 1 is exact, so the fused multiply-add is a plain addition.
            sum.Add(partial, 1);
        }

        return sum.Finish();
    }

    /// <summary>Adds a further partial sum in place, as <see cref="Combine"/> does: that begins with the first and adds the others in order.</summary>
    /// <param name="sum">The sum of those before, at first the first partial sum itself.</param>
    /// <param name="next">The next partial sum, of the same length.</param>
    public static void Add<T>(Span<T> sum, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(next.Length, sum.Length);
        TensorPrimitives.Add(sum, next, sum);
    }

    /// <summary>Moves the parameters by the aggregate, in place: parameters ← parameters + aggregate.</summary>
    /// <param name="parameters">The parameters of the round's base version.</param>
    /// <param name="aggregate">The aggregate, of the same length.</param>
    public static void Apply<T>(Span<T> parameters, ReadOnlySpan<T> aggregate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(aggregate.Length, parameters.Length);
        TensorPrimitives.Add(parameters, aggregate, parameters);
    }
}
