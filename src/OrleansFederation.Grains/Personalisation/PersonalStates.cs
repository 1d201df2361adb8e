using System.Runtime.InteropServices;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

/// <summary>
/// What of the model is a client's own, at its site: little-endian float32 in the order of the layout, of what stays there or, for Ditto, of
/// all. It belongs to the update that was made with it, as all that clients keep.
/// </summary>
internal sealed class PersonalStates(IClientStateStore states)
{
    /// <summary>Reads it.</summary>
    /// <param name="order">The task, which says from which round the client goes on.</param>
    /// <param name="plan">The model.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>It; null where the client goes on from no round.</returns>
    /// <exception cref="FederationException">FED3070 where it is lost.</exception>
    public async Task<float[]?> ReadAsync(TrainingOrder order, ModelPlan plan, CancellationToken cancellationToken)
    {
        if (order.StateRound == 0)
        {
            return null;
        }

        var own = new float[(plan.Kept?.Layout ?? plan.Layout).Length];
        var kept = await states.ReadAsync(KeyOf(order, order.StateRound, order.StateUpdate!), cancellationToken);
        if (kept.Length != (long)own.Length * sizeof(float))
        {
            throw FederationErrors.ClientStateLost.Exception($"client {order.Key.Client}, {ClientStates.Personal} of round {order.StateRound}", $"it has {kept.Length} bytes, not the {(long)own.Length * sizeof(float)} of what the client keeps of the model");
        }

        kept.Span.CopyTo(MemoryMarshal.AsBytes(own.AsSpan()));
        return own;
    }

    /// <summary>Keeps it, where the task is no replay.</summary>
    /// <param name="order">The task.</param>
    /// <param name="update">The SHA-256 of the update that was made with it.</param>
    /// <param name="own">It.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task WriteAsync(TrainingOrder order, string update, float[] own, CancellationToken cancellationToken) => order.Key.Kind == TaskKind.Train
        ? states.WriteAsync(KeyOf(order, order.Key.Round, update), MemoryMarshal.AsBytes(own.AsSpan()).ToArray(), cancellationToken)
        : Task.CompletedTask;

    private static ClientStateKey KeyOf(TrainingOrder order, int round, string update) =>
        new(order.Site, order.Key.Federation, order.Key.Client, ClientStates.Personal, round, update);
}
