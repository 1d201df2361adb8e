using Orleans.Runtime.MembershipService.SiloMetadata;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Placement;

namespace OrleansFederation.Doctor;

/// <inheritdoc cref="IDoctorGrain"/>
[StatelessWorker(1), CoordinatorPlacement, GrainType("of.doctor")]
internal sealed class DoctorGrain(
    ISiloStatusOracle oracle, ISiloMetadataCache metadata, IFederationStore federations, IArtifactStore artifacts, TimeProvider clock) : Grain, IDoctorGrain
{
    private const int FederationsNamed = 10;
    private static readonly TimeSpan SiloWithin = TimeSpan.FromSeconds(5);

    // The first training of a silo loads libtorch.
    private static readonly TimeSpan SiteWithin = TimeSpan.FromSeconds(20);

    public async Task<ClusterExamination> ExamineAsync(CancellationToken cancellationToken)
    {
        var known = oracle.GetApproximateSiloStatuses(onlyActive: false);
        var silos = Task.WhenAll(known.Where(silo => Matters(silo.Key, known)).Select(silo => SiloAsync(silo.Key, silo.Value, cancellationToken)));
        var sites = await SitesAsync([.. known.Where(silo => silo.Value == SiloStatus.Active).Select(silo => silo.Key)], cancellationToken);
        var examined = (await silos).OrderBy(silo => silo.Name, StringComparer.Ordinal).ToArray();

        // Last of all, so that whoever asked can tell from it how far the clocks are apart.
        return new(clock.GetUtcNow(), examined, sites);
    }

    /// <summary>A dead silo is worth a word only until another of its name or address has taken its place.</summary>
    private bool Matters(SiloAddress silo, Dictionary<SiloAddress, SiloStatus> known) =>
        known[silo] != SiloStatus.Dead
        || !known.Any(other => other.Key.Generation > silo.Generation && (NameOf(other.Key) == NameOf(silo) || other.Key.Endpoint.Equals(silo.Endpoint)));

    private async Task<SiloExamination> SiloAsync(SiloAddress silo, SiloStatus status, CancellationToken cancellationToken)
    {
        var about = metadata.GetSiloMetadata(silo).Metadata;
        var (facts, problem) = ((SiloFacts?)null, (Problem?)null);
        if (status == SiloStatus.Active)
        {
            (facts, problem) = await AskAsync(
                FederationErrors.SiloSilent, $"silo {NameOf(silo)}", SiloWithin,
                bound => GrainFactory.GetGrain<ISiloDoctorGrain>(GrainKeys.Silo(silo.ToParsableString())).LookAsync(bound), cancellationToken);
        }

        return new(NameOf(silo), silo.Endpoint.ToString(), status.ToString().ToLowerInvariant(), SiloRoles.RolesOf(about), SiloRoles.SitesOf(about), facts, problem);
    }

    private async Task<IReadOnlyList<SiteExamination>> SitesAsync(IReadOnlyList<SiloAddress> active, CancellationToken cancellationToken)
    {
        var needed = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var federation in (await federations.ListAsync(cancellationToken)).Where(federation => federation.Status == FederationStatus.Running))
        {
            var spec = SpecReader.FromCanonical(federation.Spec);
            var central = spec.Evaluation.Central ? [spec.Evaluation.Site] : (string[])[];
            foreach (var site in ClientRoster.Of(spec).Select(client => client.Site).Concat(central).Distinct(StringComparer.Ordinal))
            {
                By(site).Add(federation.Name);
            }
        }

        var carriers = active.Select(silo => metadata.GetSiloMetadata(silo).Metadata).ToArray();
        foreach (var site in carriers.SelectMany(SiloRoles.SitesOf).Where(site => site != SiloRoles.EverySite))
        {
            By(site);
        }

        return await Task.WhenAll(needed.Select(site => SiteAsync(site.Key, carriers.Count(silo => SiloRoles.Carries(silo, site.Key)), site.Value, cancellationToken)));

        List<string> By(string site) => needed.TryGetValue(site, out var names) ? names : needed[site] = [];
    }

    private async Task<SiteExamination> SiteAsync(string site, int silos, IReadOnlyList<string> neededBy, CancellationToken cancellationToken)
    {
        neededBy = [.. neededBy.Take(FederationsNamed)];
        if (silos == 0)
        {
            return new(site, silos, neededBy, null, null, null);
        }

        var (trial, failed) = await AskAsync(
            FederationErrors.SiteTrial, $"site {site}", SiteWithin, bound => GrainFactory.GetGrain<ISiteDoctorGrain>(GrainKeys.SiteDoctor(site)).TryAsync(bound), cancellationToken);
        if (trial is null)
        {
            return new(site, silos, neededBy, null, null, failed);
        }

        var began = clock.GetTimestamp();
        var (fetched, lost) = await AskAsync(FederationErrors.SiteTrial, $"an artifact of site {site}", SiloWithin, async bound =>
        {
            await artifacts.ReadAsync(trial.Artifact, bound);
            await artifacts.DiscardTransientAsync(trial.Artifact, bound);
            return trial;
        }, cancellationToken);
        return new(site, silos, neededBy, trial.Milliseconds, fetched is null ? null : clock.GetElapsedTime(began).TotalMilliseconds, lost);
    }

    private async Task<(T? Answer, Problem? Problem)> AskAsync<T>(
        FederationError error, string place, TimeSpan within, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var bound = new CancellationTokenSource(within, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return (await ask(both.Token).WaitAsync(both.Token), null);
        }
        catch (FederationException exception)
        {
            return (null, exception.Problems[0]);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, error.At(place, exception is OperationCanceledException ? $"no answer within {within.TotalSeconds:0} s" : $"{exception.GetType().Name}: {exception.Message}"));
        }
    }

    private string NameOf(SiloAddress silo) => oracle.TryGetSiloName(silo, out var name) && name is { Length: > 0 } ? name : silo.Endpoint.ToString();
}
