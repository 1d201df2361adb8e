using Orleans.Placement;

namespace OrleansFederation.Placement;

/// <summary>Grains of this class live on coordinator silos only: those that hold the database and the registry.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CoordinatorPlacementAttribute() : PlacementFilterAttribute(new CoordinatorPlacementStrategy());
