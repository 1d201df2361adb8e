using Orleans.Placement;

namespace OrleansFederation.Placement;

/// <summary>A grain of this class lives on the silo whose address follows the first slash of its key, and nowhere else.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloPlacementAttribute() : PlacementFilterAttribute(new SiloPlacementStrategy());
