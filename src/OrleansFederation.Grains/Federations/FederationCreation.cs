using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;

namespace OrleansFederation.Federations;

/// <summary>Makes what a federation begins with: enrolled clients and initial parameters. Doing it again changes nothing.</summary>
internal sealed class FederationCreation(IArtifactStore artifacts, IClientStore clients, TimeProvider clock)
{
    /// <summary>Makes it.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The initial parameters as safetensors: a function of model and seed.</returns>
    public async Task<ArtifactRef> CreateAsync(FederationSpec spec, CancellationToken cancellationToken)
    {
        var plan = ModelPlans.Of(spec.Model);
        var head = await artifacts.WriteAsync(Safetensors.Write(plan.Layout, plan.Initialise(spec.Seed)), cancellationToken);
        await artifacts.ReferenceAsync(head, GrainKeys.Federation(spec.Name), cancellationToken);
        await clients.EnrolAsync(spec.Name, [.. ClientRoster.Of(spec).Select(client => new Enrolment(client.Id, client.Site))], clock.GetUtcNow(), cancellationToken);
        return head;
    }
}
