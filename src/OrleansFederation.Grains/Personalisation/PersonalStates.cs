using OrleansFederation.Clients;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

/// <summary>
/// What of the model is a client's own, at its site: little-endian float32 in the order of the layout, of what stays there or, for Ditto, of
/// all. It belongs to the update that was made with it, as all that clients keep.
/// </summary>
internal sealed class PersonalStates(StateVectors states)
{
    /// <summary>Reads it.</summary>
    /// <param name="order">The task, which says from which round the client goes on.</param>
    /// <param name="plan">The model.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>It; null where the client goes on from no round.</returns>
    /// <exception cref="Errors.FederationException">FED3070 where it is lost.</exception>
    public async Task<float[]?> ReadAsync(TrainingOrder order, ModelPlan plan, CancellationToken cancellationToken)
    {
        return order.StateRound == 0 ? null : await states.ReadAsync(order, ClientStates.Personal, (plan.Kept?.Layout ?? plan.Layout).Length, cancellationToken);
    }

    /// <summary>Keeps it, where the task is no replay.</summary>
    /// <param name="order">The task.</param>
    /// <param name="update">The SHA-256 of the update that was made with it.</param>
    /// <param name="own">It.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task WriteAsync(TrainingOrder order, string update, float[] own, CancellationToken cancellationToken) => states.WriteAsync(order, ClientStates.Personal, update, own, cancellationToken);
}
