using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>Brings what a client keeps into the folder of its task, and what the task leaves back into the site's store.</summary>
internal static class WorkerStates
{
    private const long HeadLength = 4096;

    /// <summary>Lays what a task goes on from into its folder.</summary>
    /// <param name="states">The store.</param>
    /// <param name="order">The task.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FederationException">FED3070 where it is lost.</exception>
    public static async Task FetchAsync(IClientStateStore states, TrainingOrder order, TaskFolder folder, CancellationToken cancellationToken)
    {
        if (order.StateRound == 0)
        {
            return;
        }

        var names = order.Key.Kind == TaskKind.Evaluate
            ? Names(order, TaskKind.Evaluate).Where(name => name == ClientStates.Personal)
            : Names(order, TaskKind.Train, TaskKind.Replay);
        foreach (var name in names)
        {
            await File.WriteAllBytesAsync(folder.StateBefore(name), await states.ReadAsync(KeyOf(order, name, order.StateRound, order.StateUpdate!), cancellationToken), cancellationToken);
        }
    }

    /// <summary>Keeps what a task left.</summary>
    /// <param name="states">The store.</param>
    /// <param name="order">The task.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="update">The digest of the update that it made.</param>
    /// <param name="place">The place, for messages.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FederationException">FED3043 where the task left nothing, or more than a client keeps.</exception>
    public static async Task KeepAsync(IClientStateStore states, TrainingOrder order, TaskFolder folder, string update, string place, CancellationToken cancellationToken)
    {
        foreach (var name in Names(order, TaskKind.Train))
        {
            var file = new FileInfo(folder.StateAfter(name));
            var most = HeadLength + (long)ModelPlans.Of(SpecReader.FromCanonical(order.Spec).Model).Layout.Length * sizeof(float);
            if (!file.Exists || file.Length > most)
            {
                throw FederationErrors.IsolatedCrash.Exception(place, $"what the client is to keep ({name}) {(file.Exists ? $"has {file.Length} bytes, more than {most}" : "is missing")}");
            }

            await states.WriteAsync(KeyOf(order, name, order.Key.Round, update), await File.ReadAllBytesAsync(file.FullName, cancellationToken), cancellationToken);
        }
    }

    private static IReadOnlyList<string> Names(TrainingOrder order, params ReadOnlySpan<TaskKind> kinds) =>
        kinds.Contains(order.Key.Kind) ? ClientStates.Of(SpecReader.FromCanonical(order.Spec)) : [];

    private static ClientStateKey KeyOf(TrainingOrder order, string name, int round, string update) =>
        new(order.Site, order.Key.Federation, order.Key.Client, name, round, update);
}
