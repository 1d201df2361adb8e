namespace OrleansFederation.Identity;

/// <summary>A key that a site joined with.</summary>
/// <param name="View">What others see of it.</param>
/// <param name="PublicKey">The public key, as SubjectPublicKeyInfo in base64.</param>
/// <param name="Request">The certificate request that came with it, in PEM; null where there was none.</param>
public sealed record SiteKey(SiteKeyView View, string PublicKey, string? Request);
