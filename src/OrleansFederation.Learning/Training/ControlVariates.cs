using OrleansFederation.Aggregation;
using OrleansFederation.Errors;

namespace OrleansFederation.Training;

/// <summary>
/// SCAFFOLD (Karimireddy et al. 2020, "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning", algorithm 1 with option II). Each
/// step of client i goes along g − cᵢ + c instead of its gradient g, so that clients of unlike data do not drift apart; afterwards
/// cᵢ ← cᵢ − c + (x − yᵢ)/(Kᵢη), the mean of its own gradients over the round. With the update uᵢ = yᵢ − x, cᵢ moves by −c − uᵢ/(Kᵢη), and so
/// c ← c − (|S|/N)·(c + 1/|S|·Σᵢ uᵢ/(Kᵢη)) over the contributors S of N clients is the mean of all cᵢ again, for which clients send nothing
/// but their updates. Kᵢ is how far SGD carried one unit of gradient (<see cref="TrainingResult.LocalSteps"/>): the steps where it is
/// plain, more with momentum, for which cᵢ is then a weighted mean of gradients. η is the round's learning rate. What is found is where the plain
/// mean of the clients' gradients is 0, whatever their examples. Danger: cᵢ of a client that is seldom asked is old; a client that understates its
/// steps moves c without bound.
/// </summary>
public static class ControlVariates
{
    /// <summary>What cᵢ is called at the clients, and c at the server.</summary>
    public const string Name = "control";

    /// <summary>Computes what is added to every gradient, c − cᵢ.</summary>
    /// <param name="common">c; empty for zeros.</param>
    /// <param name="own">cᵢ.</param>
    public static float[] Correction(ReadOnlySpan<float> common, ReadOnlySpan<float> own)
    {
        var correction = new float[own.Length];
        for (var i = 0; i < correction.Length; i++)
        {
            correction[i] = (common.IsEmpty ? 0 : common[i]) - own[i];
        }

        return correction;
    }

    /// <summary>What an update is multiplied by to give the mean step against the gradient: 1/(Kη).</summary>
    /// <param name="training">Local training.</param>
    /// <param name="rate">What its learning rate is multiplied by in the round.</param>
    /// <param name="steps">K, above 0.</param>
    /// <returns>The factor; 0 where the rate is 0, in a round that moves nothing and tells nothing of gradients.</returns>
    public static double PerStep(TrainingSpec training, double rate, double steps) => rate == 0 ? 0 : 1 / (training.LearningRate * rate * steps);

    /// <summary>Moves a client's variate after its training: cᵢ ← cᵢ − c − u/(Kη).</summary>
    /// <param name="own">cᵢ; changed.</param>
    /// <param name="common">c at the same places; empty for zeros.</param>
    /// <param name="update">u at the same places.</param>
    /// <param name="perStep">1/(Kη); where it is 0 nothing changes.</param>
    public static void MoveOwn(Span<float> own, ReadOnlySpan<float> common, ReadOnlySpan<float> update, double perStep)
    {
        if (perStep == 0)
        {
            return;
        }

        var factor = (float)perStep;
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = own[i] - (common.IsEmpty ? 0 : common[i]) - update[i] * factor;
        }
    }

    /// <summary>Moves the common variate after a round: c ← c − (|S|/N)·(c + m), where −m is the contributors' mean gradient.</summary>
    /// <param name="common">c; changed.</param>
    /// <param name="mean">The plain mean of the updates, or of the updates by their steps, at the same places.</param>
    /// <param name="perStep">What makes m of it: 1/(Kη), or 1/η; where it is 0 nothing changes.</param>
    /// <param name="share">|S|/N.</param>
    public static void MoveCommon(Span<float> common, ReadOnlySpan<float> mean, double perStep, double share)
    {
        if (perStep == 0)
        {
            return;
        }

        var (factor, part) = ((float)perStep, (float)share);
        for (var i = 0; i < common.Length; i++)
        {
            common[i] -= (common[i] + mean[i] * factor) * part;
        }
    }

    /// <summary>The steps Kᵢ of a round's contributors.</summary>
    /// <param name="updates">What their receipts say.</param>
    /// <returns>The steps, each above 0.</returns>
    /// <exception cref="FederationException">FED3013 where a receipt tells none.</exception>
    public static double[] Steps(IReadOnlyList<UpdateFigures> updates) => FedNova.StepsOf(updates);
}
