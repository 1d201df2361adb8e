using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansFederation.Training;

/// <summary>
/// FedProx (Li et al. 2020, "Federated Optimization in Heterogeneous Networks", equation 2): the local objective gains μ/2·‖w − w_t‖²,
/// squared, over the parameters w_t that the round began with; its gradient gains μ(w − w_t).
/// </summary>
internal static class ProximalTerm
{
    /// <summary>Adds the term's gradient: g ← g + μ(w − w_t). Multiplication and addition are not fused, as in the optimisers.</summary>
    /// <param name="mu">μ.</param>
    /// <param name="parameters">w.</param>
    /// <param name="start">w_t, of the same length.</param>
    /// <param name="gradient">g, of the same length; changed.</param>
    public static void Add<T>(T mu, ReadOnlySpan<T> parameters, ReadOnlySpan<T> start, Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        start = start[..parameters.Length];
        gradient = gradient[..parameters.Length];
        var ps = MemoryMarshal.Cast<T, Vector<T>>(parameters);
        var ss = MemoryMarshal.Cast<T, Vector<T>>(start);
        var gs = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        for (var i = 0; i < ps.Length; i++)
        {
            gs[i] += (ps[i] - ss[i]) * mu;
        }

        for (var i = ps.Length * Vector<T>.Count; i < parameters.Length; i++)
        {
            gradient[i] += (parameters[i] - start[i]) * mu;
        }
    }
}
