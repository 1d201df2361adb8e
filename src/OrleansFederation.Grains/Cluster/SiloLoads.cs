using Orleans.Runtime.Placement;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Training;

namespace OrleansFederation.Cluster;

/// <summary>Asks silos of sites what they hold, all at once; one that does not answer in time is left out.</summary>
internal sealed class SiloLoads(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Stands for a site in the key of a silo that carries every site.</summary>
    private const string AnySite = "any";

    private static readonly TimeSpan AskWithin = TimeSpan.FromSeconds(2);

    /// <summary>Asks.</summary>
    /// <param name="silos">The silos, with the sites that each carries.</param>
    /// <returns>The tasks by site of each silo that answered.</returns>
    public async Task<IReadOnlyDictionary<SiloAddress, IReadOnlyDictionary<string, int>>> OfAsync(IEnumerable<(SiloAddress Silo, IReadOnlyList<string> Sites)> silos)
    {
        var answers = await Task.WhenAll(silos.Where(silo => silo.Sites.Count > 0).Select(silo => AskAsync(silo.Silo, silo.Sites[0])));
        return answers.Where(answer => answer.Held is not null).ToDictionary(answer => answer.Silo, answer => answer.Held!.BySite);
    }

    private async Task<(SiloAddress Silo, HeldTasks? Held)> AskAsync(SiloAddress silo, string site)
    {
        var name = silo.ToParsableString();
        try
        {
            // The hint sends the first call to the silo in question, and the activation stays there; another one's answer does not count.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            var held = await grains.GetGrain<ISiloTasksGrain>(GrainKeys.SiloTasks(site == SiloRoles.EverySite ? AnySite : site, name)).GetAsync().WaitAsync(AskWithin, clock);
            return (silo, held.Silo == name ? held : null);
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            return (silo, null);
        }
    }
}
