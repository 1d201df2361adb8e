using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansFederation.Placement;

/// <summary>Keeps the silos of the site that the grain's key names: those that say they carry it, and may. A site without a silo has no candidate: nobody else stands in for it.</summary>
internal sealed class SitePlacementDirector(SiloMetadataView metadata, ISiloClaims claims) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var key = target.GrainIdentity.Key.ToString()!;
        var site = key[..Math.Max(0, key.IndexOf('/', StringComparison.Ordinal))];
        return silos.Where(silo => SiloRoles.Carries(metadata.Of(silo), site) && claims.MayCarry(silo, site));
    }
}
