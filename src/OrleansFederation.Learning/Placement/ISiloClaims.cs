namespace OrleansFederation.Placement;

/// <summary>What a silo may be, whatever it says of itself: its metadata is its own word, its certificate is its authority's.</summary>
public interface ISiloClaims
{
    /// <summary>Whether a silo may carry a site, and so be given that site's training.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="site">The site's name.</param>
    bool MayCarry(SiloAddress silo, string site);

    /// <summary>Whether a silo may be a coordinator, and so host grains that own state.</summary>
    /// <param name="silo">The silo.</param>
    bool MayCoordinate(SiloAddress silo);
}
