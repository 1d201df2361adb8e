using OrleansFederation.Membership;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Clients;

/// <inheritdoc cref="IClientGrain"/>
/// <remarks>
/// Activations of clients that do nothing go after two minutes, so that memory follows from those who work and not from those who are
/// enrolled; one whose client works stays, since it knows where.
/// </remarks>
[CoordinatorPlacement, CollectionAgeLimit(Minutes = 2), GrainType("of.client")]
internal sealed class ClientGrain(IClientStore clients, ClusterMembers cluster) : Grain, IClientGrain
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromDays(7);
    private static readonly TimeSpan AsUsual = TimeSpan.FromTicks(-1);

    private readonly Dictionary<TaskKey, (string Site, int ReportTo)> _working = [];

    public async Task<TaskAcceptance> OrderAsync(TrainingOrder order, CancellationToken cancellationToken)
    {
        // The task may report before the call that orders it has returned.
        _working[order.Key] = (order.Site, order.ReportTo);
        DelayDeactivation(LongestWork);
        var accepted = false;
        try
        {
            var acceptance = await GrainFactory.GetGrain<ITrainerGrain>(GrainKeys.Trainer(order.Site)).OrderAsync(order, cancellationToken);
            accepted = acceptance.Refusal is null;
            return acceptance;
        }
        finally
        {
            if (!accepted)
            {
                Remove(order.Key);
            }
        }
    }

    public async Task FinishedAsync(TaskReport report)
    {
        // A round that is over knows where to pass a report on to.
        var round = _working.GetValueOrDefault(report.Key).ReportTo is > 0 and var waiting ? waiting : report.Key.Round;
        await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(report.Key.Federation, round)).ReceiveAsync(report);
        Remove(report.Key);
    }

    public async Task CancelAsync(TaskKey key, CancellationToken cancellationToken)
    {
        if (_working.TryGetValue(key, out var work))
        {
            Remove(key);
            await GrainFactory.GetGrain<ITrainerGrain>(GrainKeys.Trainer(work.Site)).CancelAsync(key, cancellationToken);
        }
    }

    public async Task<ClientView?> GetAsync()
    {
        var view = await clients.FindAsync(GrainKeys.NameOf(this.GetPrimaryKeyString()), CancellationToken.None);
        view = view is null ? null : view with { Available = cluster.Reaches(view.Site), Capacity = cluster.CapacityOf(view.Site) };
        return view is null || _working.Count == 0
            ? view
            : view with { Working = string.Join(", ", _working.Keys.Select(key => $"{key.Kind.ToString().ToLowerInvariant()} {key.Federation} round {key.Round}")) };
    }

    private void Remove(TaskKey key)
    {
        if (_working.Remove(key) && _working.Count == 0)
        {
            DelayDeactivation(AsUsual);
        }
    }
}
