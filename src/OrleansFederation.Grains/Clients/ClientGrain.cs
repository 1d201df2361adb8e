using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Clients;

/// <inheritdoc cref="IClientGrain"/>
[CoordinatorPlacement, GrainType("of.client")]
internal sealed class ClientGrain(IClientStore clients) : Grain, IClientGrain
{
    private readonly Dictionary<TaskKey, string> _working = [];

    public async Task<TaskAcceptance> OrderAsync(TrainingOrder order, CancellationToken cancellationToken)
    {
        _working[order.Key] = order.Site;
        var acceptance = await GrainFactory.GetGrain<ITrainerGrain>(GrainKeys.Trainer(order.Site)).OrderAsync(order, cancellationToken);
        if (acceptance.Refusal is not null)
        {
            _working.Remove(order.Key);
        }

        return acceptance;
    }

    public async Task FinishedAsync(TaskReport report)
    {
        await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(report.Key.Federation, report.Key.Round)).ReceiveAsync(report);
        _working.Remove(report.Key);
    }

    public async Task CancelAsync(TaskKey key, CancellationToken cancellationToken)
    {
        if (_working.Remove(key, out var site))
        {
            await GrainFactory.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site)).CancelAsync(key, cancellationToken);
        }
    }

    public async Task<ClientView?> GetAsync()
    {
        var view = await clients.FindAsync(GrainKeys.NameOf(this.GetPrimaryKeyString()), CancellationToken.None);
        return view is null || _working.Count == 0
            ? view
            : view with { Working = string.Join(", ", _working.Keys.Select(key => $"{key.Kind.ToString().ToLowerInvariant()} {key.Federation} round {key.Round}")) };
    }
}
