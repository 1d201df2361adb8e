using System.Runtime.InteropServices;
using OrleansFederation.Clients;
using OrleansFederation.Errors;

namespace OrleansFederation.Training;

/// <summary>What clients keep as vectors of float32. A task's state belongs to its update: it is written after that and before the receipt.</summary>
internal sealed class StateVectors(IClientStateStore states)
{
    /// <summary>Reads a vector.</summary>
    /// <param name="order">The task.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="length">Its length.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>What the client kept in the round that it goes on from; zeros where there is none.</returns>
    /// <exception cref="FederationException">FED3070 where it is lost.</exception>
    public async Task<float[]> ReadAsync(TrainingOrder order, string name, int length, CancellationToken cancellationToken)
    {
        var vector = new float[length];
        if (order.StateRound > 0)
        {
            var kept = await states.ReadAsync(KeyOf(order, name, order.StateRound, order.StateUpdate!), cancellationToken);
            if (kept.Length != (long)length * sizeof(float))
            {
                throw FederationErrors.ClientStateLost.Exception($"client {order.Key.Client}, {name} of round {order.StateRound}", $"it has {kept.Length} bytes, not the {(long)length * sizeof(float)} that it should have");
            }

            kept.Span.CopyTo(MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        return vector;
    }

    /// <summary>Keeps a vector for a later round. A replay keeps nothing: what it went on from is there, and nobody goes on from it.</summary>
    /// <param name="order">The task.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="update">The digest of the update that it belongs to.</param>
    /// <param name="vector">It.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task WriteAsync(TrainingOrder order, string name, string update, float[] vector, CancellationToken cancellationToken) => order.Key.Kind == TaskKind.Train
        ? states.WriteAsync(KeyOf(order, name, order.Key.Round, update), MemoryMarshal.AsBytes(vector.AsSpan()).ToArray(), cancellationToken)
        : Task.CompletedTask;

    private static ClientStateKey KeyOf(TrainingOrder order, string name, int round, string update) =>
        new(order.Site, order.Key.Federation, order.Key.Client, name, round, update);
}
