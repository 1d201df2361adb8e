using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>What the steps of one running round share.</summary>
/// <param name="Plan">What the federation asked for.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Inbox">What has been reported.</param>
/// <param name="Grains">The grains.</param>
/// <param name="Clock">The clock.</param>
internal sealed record RoundContext(RoundPlan Plan, FederationSpec Spec, RoundInbox Inbox, IGrainFactory Grains, TimeProvider Clock)
{
    /// <summary>The model worked out.</summary>
    public ModelPlan Model { get; } = ModelPlans.Of(Spec.Model);

    /// <summary>Everybody who takes part in the federation.</summary>
    public IReadOnlyList<RosterEntry> Roster { get; } = ClientRoster.Of(Spec);

    /// <summary>Tells those who watch the federation; best effort.</summary>
    /// <param name="happened">What happened; round and time are set here.</param>
    public void Tell(FederationEvent happened) =>
        Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(Plan.Federation))
            .ReportAsync(happened with { Round = Plan.Number, At = Clock.GetUtcNow() })
            .Ignore();

    /// <summary>Orders a task of a client or, with an empty client, of a site.</summary>
    /// <param name="kind">What to do.</param>
    /// <param name="client">The client, or empty.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    /// <param name="site">The site.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="model">The artifact to start from.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Why the order was not accepted; null where it was.</returns>
    public async Task<Problem?> OrderAsync(TaskKind kind, string client, int ordinal, string site, int attempt, ArtifactRef model, CancellationToken cancellationToken)
    {
        var key = new TaskKey(kind, Plan.Federation, Plan.Number, client, attempt);
        var order = new TrainingOrder(key, Plan.Spec, ordinal, site, model);
        try
        {
            var acceptance = await (client.Length == 0
                ? Grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site)).OrderAsync(order, cancellationToken)
                : Grains.GetGrain<IClientGrain>(GrainKeys.Client(client)).OrderAsync(order, cancellationToken));
            return acceptance.Refusal;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return FederationErrors.TrainingFailed.At($"site {site}", $"the site does not answer: {exception.Message}", "Start a silo that carries the site, then run the same command again.");
        }
    }
}
