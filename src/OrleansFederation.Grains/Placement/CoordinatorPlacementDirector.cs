using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansFederation.Placement;

/// <summary>Keeps coordinator silos: those that say they are, and may be.</summary>
internal sealed class CoordinatorPlacementDirector(SiloMetadataView metadata, ISiloClaims claims) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => SiloRoles.IsCoordinator(metadata.Of(silo)) && claims.MayCoordinate(silo));
}
