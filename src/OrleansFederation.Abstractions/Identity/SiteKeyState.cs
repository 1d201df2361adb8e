namespace OrleansFederation.Identity;

/// <summary>How far a site's key has come.</summary>
public enum SiteKeyState
{
    /// <summary>The site has joined, and nobody has approved it yet.</summary>
    Pending = 0,

    /// <summary>What the key signs is accepted.</summary>
    Approved = 1,

    /// <summary>What the key signs is refused, for good.</summary>
    Revoked = 2,
}
