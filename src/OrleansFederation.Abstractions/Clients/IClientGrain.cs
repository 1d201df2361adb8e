using Orleans.Concurrency;
using OrleansFederation.Identity;
using OrleansFederation.Training;

namespace OrleansFederation.Clients;

/// <summary>The twin of one participant, addressable whether or not the participant is online. Key: <c>client/{id}</c>.</summary>
[Alias("of.client")]
public interface IClientGrain : IGrainWithStringKey
{
    /// <summary>Passes an order on to the client's site; acknowledged at once.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancels the call, not the task.</param>
    [Alias("order")]
    Task<TaskAcceptance> OrderAsync(TrainingOrder order, CancellationToken cancellationToken = default);

    /// <summary>Takes the report of a task from the site and hands it to the round. Called until acknowledged; repeating it changes nothing.</summary>
    /// <param name="report">The report.</param>
    [Alias("finished"), AlwaysInterleave]
    Task FinishedAsync(TaskReport report);

    /// <summary>Cancels a task at the client's site.</summary>
    /// <param name="key">Identifies the task.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("cancel"), AlwaysInterleave]
    Task CancelAsync(TaskKey key, CancellationToken cancellationToken = default);

    /// <summary>Gives the client as it is now.</summary>
    /// <returns>The client; null where none of this id is enrolled.</returns>
    [Alias("get"), AlwaysInterleave, Outside(Roles.Operator | Roles.Auditor)]
    Task<ClientView?> GetAsync();
}
