using System.Runtime.InteropServices;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Clustering;
using OrleansFederation.Defence;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;

namespace OrleansFederation.Federations;

/// <summary>Makes what a federation begins with: enrolled clients and initial parameters. Doing it again changes nothing.</summary>
internal sealed class FederationCreation(IArtifactStore artifacts, IClientStore clients, InitialModel initial, ProgramCreation programs, TimeProvider clock)
{
    private const int BlockLength = 1 << 18;

    /// <summary>Makes it.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="document">The spec in canonical form.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The initial parameters as safetensors, a function of model, seed and what the model begins with: one file, or, where clients choose among clusters from the first round, one for each cluster.</returns>
    public async Task<IReadOnlyList<ArtifactRef>> CreateAsync(FederationSpec spec, SpecDocument document, CancellationToken cancellationToken)
    {
        var plan = ModelPlans.Of(spec.Model);
        var own = spec.Model.Program is null ? null : await Task.Run(() => programs.StoreAsync(spec, document, cancellationToken), cancellationToken);

        // Beside the grain's turn: a large model's numbers take seconds to make.
        List<ArtifactRef> heads = [];
        for (var cluster = 1; cluster <= ClusterRounds.Beginnings(spec); cluster++)
        {
            var seed = ClusterSeeds.Of(spec.Seed, cluster);
            heads.Add(await Task.Run(
                () => spec.Model.From is { } from ? initial.StoreAsync(plan, from, seed, cancellationToken)
                    : own is not null ? Task.FromResult(own)
                    : InitialiseAsync(plan, seed, cancellationToken),
                cancellationToken));
        }

        await artifacts.ReferenceAsync([.. heads, .. spec.Model.Program is { } program ? ProgramCreation.Artifacts(program) : []], GrainKeys.Federation(spec.Name), cancellationToken);
        var tags = new ClientTags(spec);
        await clients.EnrolAsync(spec.Name, [.. ClientRoster.Of(spec).Select(client => new Enrolment(client.Id, client.Site) { Tags = tags.Of(client.Ordinal) })], clock.GetUtcNow(), cancellationToken);
        return heads;
    }

    /// <summary>Lists the clients that the federation does not select in its first rounds, for what they did in others.</summary>
    /// <param name="spec">The spec, whose clients are enrolled.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IReadOnlyList<Suspicion>> SuspectsAsync(FederationSpec spec, CancellationToken cancellationToken) =>
        spec.Defence?.Quarantine is { Reputation: { } least, Rounds: var rounds }
            ? [.. from client in await clients.ListCountsAsync(spec.Name, cancellationToken) where client.Reputation < least select new Suspicion(client.Id, [], rounds)]
            : [];

    private async Task<ArtifactRef> InitialiseAsync(ModelPlan plan, long seed, CancellationToken cancellationToken)
    {
        await using var file = new ParameterWriter(Safetensors.Frame(plan.Layout), await artifacts.BeginAsync(transient: false, cancellationToken));
        var block = new byte[Math.Min(plan.Layout.Length, BlockLength) * sizeof(float)];
        var numbers = plan.Begin(seed);
        for (var done = 0; done < plan.Layout.Length; done += BlockLength)
        {
            var bytes = block.AsMemory(0, Math.Min(BlockLength, plan.Layout.Length - done) * sizeof(float));
            numbers.Read(MemoryMarshal.Cast<byte, float>(bytes.Span));
            await file.WriteAsync(bytes, cancellationToken);
        }

        return await file.CompleteAsync(cancellationToken);
    }
}
