namespace OrleansFederation.Placement;

/// <summary>Believes what silos say of themselves: for clusters without certificates.</summary>
public sealed class EveryClaim : ISiloClaims
{
    /// <inheritdoc/>
    public bool MayCarry(SiloAddress silo, string site) => true;

    /// <inheritdoc/>
    public bool MayCoordinate(SiloAddress silo) => true;
}
