using System.Numerics.Tensors;

namespace OrleansFederation.Training;

/// <summary>
/// FedDyn (Acar et al. 2021, "Federated Learning Based on Dynamic Regularization", algorithm 1). Client k trains on
/// fₖ(θ) − ⟨gₖ, θ⟩ + α/2·‖θ − θₜ‖², where θₜ are the parameters that the round began with, and afterwards gₖ ← gₖ − α(θₖ − θₜ), which is the
/// gradient of fₖ at θₖ once training has come to its end. With the plain mean Δ of the updates of the contributors P of m clients,
/// h ← h − α(|P|/m)·Δ, the mean of all gₖ, and θ ← θₜ + Δ − h/α: where nothing moves any more, the mean of the gradients is 0. gₖ and h are 0
/// before the first round. Danger: too small an α throws the model far, since h is divided by it, most of all where few clients are asked; too
/// few local steps leave gₖ far from a gradient.
/// </summary>
public static class DynamicRegulariser
{
    /// <summary>What gₖ is called at the clients, and h at the server.</summary>
    public const string Name = "dynamic";

    /// <summary>Computes what is added to every gradient besides the pull to θₜ: −gₖ.</summary>
    /// <param name="own">gₖ.</param>
    public static float[] Correction(ReadOnlySpan<float> own)
    {
        var correction = new float[own.Length];
        TensorPrimitives.Negate(own, correction);
        return correction;
    }

    /// <summary>Moves a client's gₖ after its training: gₖ ← gₖ − α·u.</summary>
    /// <param name="own">gₖ; changed.</param>
    /// <param name="update">u at the same places.</param>
    /// <param name="alpha">α.</param>
    public static void MoveOwn(Span<float> own, ReadOnlySpan<float> update, double alpha)
    {
        var factor = (float)alpha;
        for (var i = 0; i < own.Length; i++)
        {
            own[i] -= update[i] * factor;
        }
    }

    /// <summary>Takes the server's step of a round: h ← h − α(|P|/m)·Δ; θ ← θ + Δ − h/α.</summary>
    /// <param name="parameters">θ; changed.</param>
    /// <param name="mean">Δ at the same places.</param>
    /// <param name="common">h at the same places; changed.</param>
    /// <param name="alpha">α.</param>
    /// <param name="share">|P|/m.</param>
    public static void Step(Span<float> parameters, ReadOnlySpan<float> mean, Span<float> common, double alpha, double share)
    {
        var (factor, divisor) = ((float)(alpha * share), (float)alpha);
        for (var i = 0; i < parameters.Length; i++)
        {
            common[i] -= mean[i] * factor;
            parameters[i] = parameters[i] + mean[i] - common[i] / divisor;
        }
    }
}
