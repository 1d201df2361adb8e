using Orleans.Placement;
using Orleans.Runtime.Placement;
using OrleansFederation.Naming;

namespace OrleansFederation.Placement;

/// <summary>Keeps the silo that the grain's key names; a silo that is gone leaves no candidate.</summary>
internal sealed class SiloPlacementDirector : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var address = GrainKeys.NameOf(target.GrainIdentity.Key.ToString()!);
        return silos.Where(silo => silo.ToParsableString() == address);
    }
}
